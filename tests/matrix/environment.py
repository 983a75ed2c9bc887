"""Runs commands as a student's shell would: nothing of this test run leaks into them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
RUN_SECONDS = 300

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
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean_environment(env or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=RUN_SECONDS,
        check=False,
    )
    if done.returncode:
        shown = " ".join(command)
        raise Failed(f"`{shown}` ended with {done.returncode}:\n{done.stdout[-6000:]}")
    return done.stdout


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
