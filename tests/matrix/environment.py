"""Runs commands as a student's shell would: nothing of this test run leaks into them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
RUN_SECONDS = 480

# All that a project may depend on; the rest of this process's environment stays out.
KEPT = {"PATH", "HOME", "USERPROFILE", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"}  # fmt: skip
KEPT_KINDS = ("UV_CACHE", "UV_INDEX", "UV_DEFAULT_INDEX", "UV_LINK_MODE", "UV_NATIVE_TLS", "PIP_")


class Failed(Exception):
    """A command ended otherwise than it should; the message holds the end of its output."""


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in KEPT or name.upper().startswith(KEPT_KINDS)
    }
    return {**kept, "PYTHONUTF8": "1", **more}


def run(*command: str, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return all that it printed."""
    shown = " ".join(command)
    with started(*command, cwd=cwd, env=env, output=subprocess.PIPE) as process:
        try:
            printed = process.communicate(timeout=RUN_SECONDS)[0].decode(errors="replace")
        except subprocess.TimeoutExpired as late:
            so_far = (late.output or b"").decode(errors="replace")[-6000:]
            raise Failed(f"`{shown}` did not end within {RUN_SECONDS} s:\n{so_far}") from None
    if process.returncode:
        raise Failed(f"`{shown}` ended with {process.returncode}:\n{printed[-6000:]}")
    return printed


class Command(subprocess.Popen[bytes]):
    """A command that knows what it started, while it lives and afterwards.

    A task runner gives its tasks sessions of their own: each that was seen is remembered, so that
    what its end leaves behind is found too.
    """

    def family(self) -> list[int]:
        """The processes that are alive: its own and those below it."""
        self.poll()
        self._sessions = getattr(self, "_sessions", {self.pid})
        fields = ("-o", "pid=", "-o", "ppid=", "-o", "sess=")
        listed = subprocess.run(["ps", "-A", *fields], capture_output=True, text=True, check=True)
        processes = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        found: set[int] = set()
        while more := {
            (pid, session)
            for pid, parent, session in processes
            if pid not in found and (session in self._sessions or parent in found)
        }:
            found |= {pid for pid, _ in more}
            self._sessions |= {session for _, session in more}
        return sorted(found)


@contextlib.contextmanager
def started(
    *command: str, cwd: Path, env: Mapping[str, str] | None, output: int | IO[str]
) -> Iterator[Command]:
    """A command that runs, in a session of its own; nothing of it is left behind."""
    process = Command(
        command,
        cwd=cwd,
        env=clean_environment(env or {}),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for pid in process.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def python() -> str:
    """The interpreter below this virtual environment: projects make environments of their own."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)))


def python_of(version: str) -> str | None:
    """An interpreter of this machine by version, such as 3.12."""
    for found in _pythons(version):
        usable = [str(found), "-c", "import ssl, sqlite3"]
        if subprocess.run(usable, capture_output=True, check=False).returncode == 0:
            return str(found)
    return None


def _pythons(version: str) -> Iterator[Path]:
    """Those of pyenv first: its shims on PATH may lead nowhere."""
    name = f"python{version}"
    yield from Path.home().glob(f".pyenv/versions/{version}.*/bin/{name}")
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield from Path(folder).glob(name)
