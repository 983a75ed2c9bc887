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
RUN_SECONDS = 240

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
        except subprocess.TimeoutExpired:
            raise Failed(f"`{shown}` did not end within {RUN_SECONDS} s") from None
    if process.returncode:
        raise Failed(f"`{shown}` ended with {process.returncode}:\n{printed[-6000:]}")
    return printed


@contextlib.contextmanager
def started(
    *command: str, cwd: Path, env: Mapping[str, str] | None, output: int | IO[str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs, in a session of its own; nothing of it is left behind."""
    process = subprocess.Popen(
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
        for pid in alive(process):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


def alive(process: subprocess.Popen[bytes]) -> list[int]:
    """What runs of a command: a task runner gives its tasks process groups of their own."""
    process.poll()
    listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True)
    return [pid for pid in map(int, listed.stdout.split()) if _session(pid) == process.pid]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


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
