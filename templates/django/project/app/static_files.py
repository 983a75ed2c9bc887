"""Static files under names that change with their content, so that everybody may keep them.

https://docs.djangoproject.com/en/5.2/ref/contrib/staticfiles/#manifeststaticfilesstorage
https://whitenoise.readthedocs.io/en/stable/django.html
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import (
    ManifestStaticFilesStorage,
    StaticFilesStorage,
    staticfiles_storage,
)
from whitenoise.middleware import WhiteNoiseMiddleware

# It comes along with Swagger UI, and no page uses it.
UNUSED = ["redoc"]
A_YEAR = "public, max-age=31536000, immutable"

# The storage that has a file, and its path there, by name.
Sources = dict[str, tuple[Any, str]]


class HashedNames(ManifestStaticFilesStorage):
    """Knows the hashed name of each file, and keeps a copy under that name.

    Nobody has to collect them: the first process that needs them does.
    """

    def __init__(self) -> None:
        sources = find()
        folder = Path(settings.STATIC_ROOT) / digest(sources)
        if not folder.exists():
            collect(sources, folder)
        super().__init__(folder / "files", manifest_storage=StaticFilesStorage(folder))


class Collector(ManifestStaticFilesStorage):
    """Gives the files their hashed names, which their links to each other use as well."""

    def __init__(self, sources: Sources, folder: Path) -> None:
        self.sources = sources
        super().__init__(folder / "files", manifest_storage=StaticFilesStorage(folder))

    def exists(self, name: str) -> bool:
        return name in self.sources or super().exists(name)

    def open(self, name: str, mode: str = "rb") -> Any:
        storage, path = self.sources.get(name, (super(), name))
        return storage.open(path, mode)

    def collect(self) -> None:
        """Copy all files; raise what is wrong with one, such as a link that leads nowhere."""
        for _, _, result in self.post_process(self.sources):
            if isinstance(result, Exception):
                raise result


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc] # it carries no types
    """Serves the hashed names for a year, and the plain ones for once."""

    def __init__(self, get_response: Any) -> None:
        self.hashed = cast(HashedNames, staticfiles_storage).location
        super().__init__(get_response)
        self.add_files(self.hashed, prefix=self.static_prefix)

    def add_cache_headers(self, headers: Any, path: str, url: str) -> None:
        kept = Path(path).is_relative_to(self.hashed)
        headers["Cache-Control"] = A_YEAR if kept else "no-cache"


def find() -> Sources:
    """The static files of all packages; of two with one name, the first counts."""
    sources: Sources = {}
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            sources.setdefault(path, (storage, path))
    return sources


def digest(sources: Sources) -> str:
    """What differs when any of the files does."""
    content = sha256()
    for name, (storage, path) in sorted(sources.items()):
        content.update(name.encode())
        content.update(Path(storage.path(path)).read_bytes())
    return content.hexdigest()[:16]


def collect(sources: Sources, folder: Path) -> None:
    """Make the folder, all at once: no other process sees a part of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as place:
        made = Path(place) / "made"
        Collector(sources, made).collect()
        # Another process may have been faster.
        with suppress(OSError):
            made.rename(folder)
