"""What no system package has: loaded once from its registry into the user's cache."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from platformdirs import user_cache_path

from .service import ServiceFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

FETCH_SECONDS = 300


def fetched(name: str, sources: Sequence[Path], *command: str) -> Path:
    """The folder in which a command has run beside copies of the sources, once for all runs."""
    content = b"\0".join(source.read_bytes() for source in sources)
    cache = user_cache_path("scaffold-tests", appauthor=False)
    folder = cache / f"{name}-{hashlib.sha256(content).hexdigest()[:16]}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{name}.lock"):
        if not folder.exists():
            _fetch(folder, sources, command)
    return folder


def _fetch(folder: Path, sources: Sequence[Path], command: Sequence[str]) -> None:
    """Whoever is interrupted leaves no half-filled folder under the final name."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as parent:
        part = Path(parent) / folder.name
        part.mkdir()
        for source in sources:
            shutil.copy(source, part)
        done = subprocess.run(
            command,
            cwd=part,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=FETCH_SECONDS,
            check=False,
        )
        if done.returncode:
            raise ServiceFailed(f"`{' '.join(command)}` failed:\n{done.stdout.decode()[-3000:]}")
        part.rename(folder)
