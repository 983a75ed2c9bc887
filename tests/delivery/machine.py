"""A machine of its own for a project and its proxy: a network and folders that nobody else sees.

So the generated files are used as they stand, with the ports and paths that they name. What the
README installs is that of Debian 13, in a root of its own:
https://man7.org/linux/man-pages/man7/namespaces.7.html
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.matrix.combinations import NAME, slug
from tests.matrix.environment import Command, Failed, run, started
from tests.matrix.project import CORS_ORIGIN, SECRET_KEY, UV, poe

from .docker import Docker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.project import Project

NEEDED = ("unshare", "nsenter", "ip", "tar", "bash", "curl", "testssl")
START_SECONDS = 60
PLACE = f"/srv/{slug(NAME)}"
# The project is in the same folder of both roots.
SET_UP = """
ip link set lo up
mount -t tmpfs tmpfs /srv && mkdir {place} && mount --bind {project} {place}
mount -t tmpfs tmpfs {debian} && tar --extract --file={tar} --directory={debian}
mkdir {debian}{place} && mount --rbind {place} {debian}{place}
mount --rbind /dev {debian}/dev && mount -t proc proc {debian}/proc
echo ready
exec sleep infinity
"""
# What the package's own unit starts, but in the foreground.
PROXIES = {
    "nginx": ("nginx", "-g", "daemon off;"),
    "apache": ("apachectl", "-D", "FOREGROUND"),
}
PRODUCTION = {
    "ENVIRONMENT": "production", "SECRET_KEY": SECRET_KEY, "CORS_ORIGINS": CORS_ORIGIN,
    "WEB_CONCURRENCY": "1", "WEB_THREADS": "8",
}  # fmt: skip
# uv is one of the test environment, and there is no way out of the machine.
UV_THERE = {"PATH": f"{Path(UV[0]).parent}:{os.environ.get('PATH', '')}", "UV_OFFLINE": "1"}


def debian() -> Path | None:
    """The files of a Debian that has both proxies, where such a machine can be made."""
    found = Docker.find()
    return found / "debian-proxies.tar" if found and all(map(shutil.which, NEEDED)) else None


@dataclass
class Machine:
    """Where a project lives in the folder that its files name."""

    project: Project
    first: Command
    root: Path

    url = "https://127.0.0.1"
    port = 443
    ca = f"{PLACE}/deploy/tls/ca.pem"

    def within(self, folder: Path | str = PLACE) -> tuple[str, ...]:
        """What makes a command run there, in this folder, with the programs of this machine."""
        target = f"--target={self.first.pid}"
        return "nsenter", target, "--net", "--mount", "env", f"--chdir={folder}"

    def within_debian(self) -> tuple[str, ...]:
        return *self.within("/"), "chroot", str(self.root), "env", f"--chdir={PLACE}"

    def run(self, *command: str) -> str:
        """Run a command in the project's folder."""
        return run(*self.within(), *command, cwd=self.project.folder, env=UV_THERE)

    def curl(self, *options: str) -> str:
        """Ask, as a client that knows the certificate."""
        return self.run("curl", "--silent", "--show-error", "--cacert", self.ca, *options)

    def follow_the_readme(self) -> None:
        """Run the commands that set the proxy up: its packages are there, and no systemd."""
        readme = (self.project.folder / "README.md").read_text(encoding="utf-8")
        blocks = re.findall(r"```sh\n(.*?)```", readme, flags=re.DOTALL)
        (block,) = [block for block in blocks if block.startswith("uv run poe certificate")]
        first, *others = block.splitlines()
        self.run(*first.split())
        assert all(line.startswith("sudo ") for line in others)
        here = [line for line in others if not re.match(r"sudo (apt|systemctl) ", line)]
        assert len(here) >= 4
        script = "\n".join(['sudo() { "$@"; }', *here])
        run(*self.within_debian(), "bash", "-euc", script, cwd=self.project.folder)

    @contextlib.contextmanager
    def application(self) -> Iterator[Command]:
        """Serve in production."""
        self.project.poe("migrate", PRODUCTION)
        env = {**UV_THERE, **PRODUCTION, "UV_PYTHON": self.project.interpreter}
        with self._started("server", *self.within(), *poe("serve"), env=env) as process:
            self._wait(process, "http://127.0.0.1:8000/health/live")
            yield process
            end(process)

    @contextlib.contextmanager
    def proxy(self) -> Iterator[None]:
        """Start the proxy in front of it."""
        program = PROXIES[self.project.answers["proxy"]]
        with self._started("proxy", *self.within_debian(), *program, env={}) as process:
            self._wait(process, f"{self.url}/health/live")
            yield
            end(process)

    @contextlib.contextmanager
    def _started(self, name: str, *command: str, env: dict[str, str]) -> Iterator[Command]:
        path = self.project.folder.parent / f"{name}.log"
        with (
            path.open("a", encoding="utf-8") as log,
            started(*command, cwd=self.project.folder, env=env, output=log) as process,
        ):
            yield process

    def _wait(self, process: Command, url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(Failed):
                self.curl("--fail", url)
                return
            time.sleep(0.05)
        logs = [path.read_text("utf-8") for path in self.project.folder.parent.glob("*.log")]
        raise Failed(f"no answer of {url}:\n" + "\n".join(logs)[-6000:])


def end(process: Command) -> None:
    """Ask it to end, unless it has."""
    if process.poll() is None:
        process.family()  # to be remembered: its end cuts the ties between them
        process.send_signal(signal.SIGTERM)
        process.wait(START_SECONDS)


@contextlib.contextmanager
def machine(project: Project, folder: Path, tar: Path) -> Iterator[Machine]:
    """Make such a machine; with its first process it is gone."""
    root = folder / "debian"
    root.mkdir()
    script = SET_UP.format(
        place=PLACE, project=shlex.quote(str(project.folder)), debian=root, tar=tar
    )
    command = ("unshare", "--net", "--mount", "sh", "-euc", script)
    with started(*command, cwd=folder, env=None, output=subprocess.PIPE) as first:
        assert first.stdout is not None
        said = first.stdout.readline().decode()
        if said.strip() != "ready":
            raise Failed(said + first.stdout.read().decode())
        yield Machine(project, first, root)
