"""Set up and run the project with nothing but Python 3.11+ and Git.

    python3 run.py demo     generate a project, start it and show its first answers
    python3 run.py test     run every test that this machine can run

Both work in `.venv` of this folder, which is made on the first call. What follows `test` goes
to tox, such as `-e lint`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
BIN = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")
# The first start downloads the project's dependencies.
START_SECONDS = 300


def main() -> int:
    """Run `demo` or `test` and return its exit code."""
    steps = {"demo": demo, "test": test}
    if sys.version_info < (3, 11):
        print("Python 3.11 or newer is needed: https://www.python.org/downloads/")
        return 2
    if len(sys.argv) < 2 or sys.argv[1] not in steps:
        print(__doc__)
        return 2
    return steps[sys.argv[1]](sys.argv[2:])


def demo(answers: list[str]) -> int:
    """Generate a project in a temporary folder, start it and show what it answers."""
    install("--editable", ".", "uv")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        new = [PYTHON, "-m", "scaffold", "new", "demo", "--defaults", *answers]
        if code := subprocess.call(new, cwd=folder):
            return code
        project = Path(folder) / "demo"
        # `--help` and `--dry-run` make none.
        return serve(project) if project.exists() else 0


def serve(project: Path) -> int:
    """Start a generated project, show its first answers and stop it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    print(f"\n$ uv run poe start    (PORT={port})", flush=True)
    environment = {**os.environ, "PORT": str(port)}
    # The environment that runs this script is not the project's.
    environment.pop("VIRTUAL_ENV", None)
    command = [PYTHON, "-m", "uv", "run", "--quiet", "poe", "--quiet", "start"]
    server = subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.DEVNULL)
    try:
        if not wait_for(f"{url}/health/live", server):
            print("The project did not answer.", file=sys.stderr)
            return 1
        for path in ("/health/live", "/health/ready", "/api/notes"):
            show(url + path)
    finally:
        server.terminate()
        server.wait()
    print("\nIt works. Yours is next:  .venv/bin/scaffold new".replace("/bin", f"/{BIN.name}"))
    return 0


def wait_for(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until a URL answers; give up when the server ends or time is over."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def show(url: str) -> None:
    """Print a request and its answer."""
    print(f"\n$ curl {url}")
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            print(answer.status, answer.read().decode())
    except urllib.error.HTTPError as error:
        print(error.code, error.read().decode())


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test(arguments: list[str]) -> int:
    """Run tox: lint, types, docs, the fast tests on every Python found, and the services."""
    install("tox", "tox-uv", "uv")
    command = [PYTHON, "-m", "tox", "run", *arguments]
    return subprocess.call(command, cwd=HERE, env={**os.environ, "PATH": path_with_pyenv()})


def path_with_pyenv() -> str:
    """Return PATH with the interpreters of pyenv, which hides all but one of them."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    interpreters = sorted(root.glob("versions/3.1[1-9].*/bin"))
    return os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, interpreters)])


def install(*what: str) -> None:
    """Install into the project's own environment, in the versions that are tested."""
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--constraint", "requirements.lock", *what], cwd=HERE, check=True)


if __name__ == "__main__":
    sys.exit(main())
