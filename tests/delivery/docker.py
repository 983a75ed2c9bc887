"""A private Docker engine, with stand-ins for the official images that no package registry has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.matrix.environment import run
from tests.services import kafka, mongodb
from tests.services.downloads import fetched
from tests.services.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IMAGES = Path(__file__).parent / "images"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NEEDED = ("dockerd", "docker", "mmdebstrap", "dpkg-deb")
# The names that generated files use, each with its stage of the Dockerfile.
STAND_INS = {
    "python:3.13-slim": "python",
    "postgres:17-alpine": "postgres",
    "mysql:8.4": "mysql",
    "mongo:8.0": "mongo",
    "redis:8-alpine": "redis",
    "memcached:1.6-alpine": "memcached",
    "rabbitmq:4-alpine": "rabbitmq",
    "apache/kafka:4.1.0": "kafka",
    "nginx:1.29-alpine": "nginx",
    "debian:13-slim": "debian",
}


class Docker(Service):
    """An engine with its own data, whose end takes all of its containers with it."""

    name = "docker"

    @classmethod
    def find(cls) -> Path | None:
        """The folder of what was loaded: a small Debian, and the plugins of the command line."""
        if os.name == "nt" or os.geteuid() != 0 or not all(map(shutil.which, NEEDED)):
            return None
        return fetched(cls.name, [IMAGES / "packages.sh"], "sh", "packages.sh")

    def initialize(self) -> None:
        """Keep images in memory: several gigabytes of small files take a disk half a minute."""
        (self.folder / "data").mkdir()
        self.run("mount", "-t", "tmpfs", "-o", "size=8g", "scaffold", f"{self.folder}/data")

    def command(self) -> Sequence[str]:
        # It leaves the machine's firewall and network as they are.
        leave_alone = ("iptables", "ip6tables", "ip-forward", "ip-masq")
        return [
            "dockerd", "--host", self.url, "--storage-driver", "overlay2", "--bridge", "none",
            "--data-root", f"{self.folder}/data", "--exec-root", f"{self.folder}/exec",
            "--pidfile", f"{self.folder}/pid", *(f"--{name}=false" for name in leave_alone),
        ]  # fmt: skip

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    def answers(self) -> bool:
        command = ("docker", "info")
        done = subprocess.run(
            command, env={**os.environ, **self.variables}, capture_output=True, check=False
        )
        return done.returncode == 0

    def stop(self) -> None:
        """End it, and give back what it keeps of the machine."""
        if self.process is not None and self.process.poll() is None:
            left = self.docker("ps", "--all", "--quiet").split()
            if left:
                self.docker("rm", "--force", *left)
            # A network is a bridge of this machine.
            self.docker("network", "prune", "--force")
        folder = self.folder
        self._end()
        for mounted in ("exec/netns/default", "data"):
            subprocess.run(["umount", f"{folder}/{mounted}"], capture_output=True, check=False)
        super().stop()

    @property
    def variables(self) -> dict[str, str]:
        """How the command line finds this engine and its plugins."""
        return {"DOCKER_HOST": self.url, "DOCKER_CONFIG": str(self.binaries)}

    def docker(self, *command: str, cwd: Path = IMAGES, **more: str) -> str:
        """Run the command line."""
        return run("docker", *command, cwd=cwd, env={**self.variables, **more})

    def inspect(self, name: str) -> dict[str, Any]:
        """What the engine knows of an image or a container."""
        found: list[dict[str, Any]] = json.loads(self.docker("inspect", name))
        return found[0]

    def make_stand_ins(self, names: Iterator[str]) -> None:
        """Build those of the official images that somebody needs."""
        context = self.folder / "images"
        shutil.copytree(IMAGES, context)
        shutil.copy(CERTIFICATES, context)
        for name in ("requirements.txt", "server.py"):
            shutil.copy(mongodb.HERE / name, context)
        jars = kafka.Kafka.find()
        assert jars is not None, "Java and Maven have loaded the broker"
        shutil.copytree(jars, context / "jars", copy_function=os.link)
        for debian in ("debian-python", "debian-proxies"):
            self.docker("import", str(self.binaries / f"{debian}.tar"), debian)
        for name in names:
            self.docker(
                "build", "--quiet", "--network", "host", "--target", STAND_INS[name], "--tag", name,
                ".", cwd=context,
            )  # fmt: skip


def seconds(began: float) -> float:
    """How long ago that was."""
    return round(time.monotonic() - began, 1)
