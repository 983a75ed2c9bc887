"""Render a plan into files, byte for byte as Copier would, and put them in place in one step.

Copier is the reference (a test compares every combination) but is not used here: importing it
takes longer than the rest of a run, and it starts a Git process for each file that it writes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import signal
import stat
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import BadDestination, CannotWrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scaffold.decide import Plan

ENV_EXAMPLE, ENV = ".env.example", ".env"
# What stands for a secret in the committed example; each one becomes random in `.env`.
PLACEHOLDER = b"change-me"


@dataclass(frozen=True)
class File:
    """One rendered file.

    Attributes:
        path: where it goes, relative to the project, with forward slashes.
        content: its bytes.
        executable: whether it can be run.

    """

    path: str
    content: bytes
    executable: bool = False


def render(plan: Plan) -> list[File]:
    """Render every file of the project in memory, sorted by path."""
    questionnaire = plan.questionnaire
    subfolder = questionnaire.template(questionnaire.settings["subdirectory"])
    project = questionnaire.root / subfolder.render(plan.context)
    suffix = questionnaire.settings["templates_suffix"]
    excluded = _excluded(plan)
    files = []
    for source in _walk(project):
        path = source.relative_to(project).as_posix().removesuffix(suffix)
        if not excluded(path):
            executable = bool(source.stat().st_mode & stat.S_IXUSR)
            files.append(File(path, _content(plan, source, suffix), executable))
    return sorted(files, key=lambda file: file.path)


def _walk(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _excluded(plan: Plan) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    questionnaire = plan.questionnaire
    patterns = [
        line
        for entry in questionnaire.settings.get("exclude", ())
        for line in questionnaire.template(entry).render(plan.context).splitlines()
    ]
    return GitIgnoreSpec.from_lines(patterns).match_file


def _content(plan: Plan, source: Path, suffix: str) -> bytes:
    if not source.name.endswith(suffix):
        return source.read_bytes()
    name = source.relative_to(plan.questionnaire.root).as_posix()
    template = plan.questionnaire.jinja.get_template(name)
    return template.render(plan.context, _copier_answers=plan.answers).encode()


def with_secrets(files: Sequence[File]) -> list[File]:
    """Add the `.env` that Git ignores: the example, with a random value for each placeholder."""
    env = [File(ENV, _randomised(file.content)) for file in files if file.path == ENV_EXAMPLE]
    return [*files, *env]


def _randomised(example: bytes) -> bytes:
    first, *rest = example.split(PLACEHOLDER)
    return first + b"".join(secrets.token_urlsafe(32).encode() + part for part in rest)


def write(files: Sequence[File], folder: Path) -> None:
    """Write files below a folder that exists."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        if file.executable:
            path.chmod(0o755)
        elif file.path == ENV:
            path.chmod(0o600)


@contextlib.contextmanager
def staged(destination: Path) -> Iterator[Path]:
    """Give a folder to work in; on success it becomes the destination, else nothing is left.

    Args:
        destination: a folder that does not exist yet or is empty.

    Raises:
        BadDestination: it is a file, or it is not empty.
        CannotWrite: the operating system refused; the message names the fix.

    """
    check(destination)
    made = _missing_parents(destination)
    stage: Path | None = None
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".scaffold-", dir=destination.parent))
        yield stage
        _move(stage, destination)
    except OSError as error:
        _discard(stage, made)
        raise CannotWrite(_advice(error, destination)) from error
    except BaseException:
        _discard(stage, made)
        raise


def check(destination: Path) -> None:
    """Refuse a destination that holds something.

    Raises:
        BadDestination: it is a file, or it is not empty.
        CannotWrite: it cannot be looked at.

    """
    try:
        entries = [entry.name for entry in os.scandir(destination)]
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise BadDestination(
            f"{destination} is a file, or below one. Give the path of a new folder."
        ) from None
    except OSError as error:
        raise CannotWrite(_advice(error, destination)) from error
    if entries:
        some = ", ".join(sorted(entries)[:3]) + (", …" if len(entries) > 3 else "")
        raise BadDestination(
            f"{destination} is not empty (it holds {some}). Choose another folder or empty it."
        )


def _missing_parents(destination: Path) -> list[Path]:
    return [parent for parent in destination.parents if not parent.exists()]


def _move(stage: Path, destination: Path) -> None:
    if destination.exists():
        # It may be the working directory of a shell: fill it instead of replacing it.
        for entry in list(stage.iterdir()):
            shutil.move(entry, destination / entry.name)
        stage.rmdir()
    else:
        stage.chmod(0o755)
        stage.rename(destination)


def _discard(stage: Path | None, made: Sequence[Path]) -> None:
    """Remove what a failed run made, without being interrupted again half-way."""
    with _uninterrupted():
        if stage is not None:
            shutil.rmtree(stage, onerror=_make_writable)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _make_writable(function: Callable[[str], object], path: str, _: object) -> None:
    # Git makes its objects read-only, and Windows does not delete read-only files.
    with contextlib.suppress(OSError):
        Path(path).chmod(stat.S_IWRITE)
        function(path)


def _advice(error: OSError, destination: Path) -> str:
    what = f"{destination} could not be written: {error.strerror or error}."
    if error.errno == errno.ENOSPC:
        return f"{what} Free some disk space, or choose a folder on another disk."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{what} Choose a folder that you may write to, or change its permissions."
    if error.errno == errno.ENAMETOOLONG:
        return f"{what} Choose a shorter path."
    return f"{what} Choose another folder."
