"""A private RabbitMQ, and a virtual host for each project on it."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from amqp import Connection  # type: ignore[import-untyped]
from amqp.exceptions import AMQPError  # type: ignore[import-untyped]

from .service import Service, folder_with, free_port, listens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What is on PATH changes to the account of the package and loses the environment on its way.
INNER = Path("/usr/lib/rabbitmq/bin")


class RabbitMQ(Service):
    """One node with a port mapper of its own, so that no other node of the machine meets it."""

    name = "rabbitmq"
    account = "rabbitmq"

    def __init__(self, binaries: Path) -> None:
        super().__init__(binaries)
        self.mapper: subprocess.Popen[bytes] | None = None
        self.mapper_port = self.cluster_port = 0
        self.settings = {"log.console": "true", "log.file": "false", "log.console.level": "warning"}

    @classmethod
    def find(cls) -> Path | None:
        found = folder_with("rabbitmq-server", INNER)
        return (INNER if INNER.exists() else found) if found and folder_with("epmd") else None

    def initialize(self) -> None:
        self.mapper_port, self.cluster_port = free_port(), free_port()
        (self.folder / "plugins").write_text("[].")
        # The node would start one that outlives it and everybody.
        mapper = ["epmd", "-port", str(self.mapper_port), "-address", "127.0.0.1"]
        self.mapper = subprocess.Popen(
            [*self._with_its_parent(), *mapper],
            user=self.user,
            group=self.user,
            start_new_session=True,
        )

    def stop(self) -> None:
        super().stop()
        if self.mapper:
            self.mapper.terminate()
            self.mapper.wait()
            self.mapper = None

    def command(self) -> Sequence[str]:
        settings = {"listeners.tcp.1": f"127.0.0.1:{self.port}", **self.settings}
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.folder / "rabbitmq.conf").write_text(lines)
        return [str(self.binaries / "rabbitmq-server")]

    @property
    def environment(self) -> Mapping[str, str]:
        folder = self.folder
        return {
            **os.environ,
            "HOME": str(folder),
            # The name of the data's folder: it stays when the port changes.
            "RABBITMQ_NODENAME": f"scaffold{self.cluster_port}@localhost",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_DIST_PORT": str(self.cluster_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            # The script becomes the node, so that a signal to it is one to the node.
            "RUNNING_UNDER_SYSTEMD": "1",
            "ERL_EPMD_PORT": str(self.mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def answers(self) -> bool:
        if not listens(self.port):
            return False
        try:
            with connected(self.url):
                return True
        except (OSError, AMQPError):
            return False

    def share(self) -> str:
        """A virtual host of its own."""
        name = f"scaffold_{secrets.token_hex(6)}"
        control = str(self.binaries / "rabbitmqctl")
        self.run(control, "add_vhost", name)
        self.run(control, "set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        return f"{self.url}{name}"


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    place = urlsplit(url)
    connection = Connection(
        f"{place.hostname}:{place.port or 5672}",
        userid=unquote(place.username or "guest"),
        password=unquote(place.password or "guest"),
        virtual_host=unquote(place.path.removeprefix("/")) or "/",
        connect_timeout=2,
        read_timeout=10,
        write_timeout=10,
    )
    try:
        connection.connect()
        yield connection
    finally:
        connection.collect()
