"""Private servers that start when they are first asked for, or the ones that are given."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from .kafka import Kafka
from .memcached import Memcached
from .mongodb import WireCompatible
from .mysql import MariaDB
from .oidc import OpenIDProvider
from .postgresql import PostgreSQL
from .rabbitmq import RabbitMQ
from .redis import Redis

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .service import Service

SERVICES: dict[str, type[Service]] = {
    "postgresql": PostgreSQL,
    "mysql": MariaDB,
    "mongodb": WireCompatible,
    "redis": Redis,
    "memcached": Memcached,
    "rabbitmq": RabbitMQ,
    "kafka": Kafka,
    "oidc": OpenIDProvider,
}


class Servers:
    """One server of each kind for a whole run of tests, stopped at its end."""

    def __init__(self) -> None:
        self.started: dict[str, Service] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def admin_url(self, choice: str) -> str:
        """The given server, or a private one; without either the test ends here."""
        return os.environ.get(variable(choice)) or self.private(choice).url

    def private(self, choice: str) -> Service:
        """A server of our own, which a test may stop and start."""
        if choice not in self.started:
            service = SERVICES[choice]
            binaries = service.find()
            if binaries is None:
                unavailable(choice)
            self.started[choice] = service(binaries).start()
        return self.started[choice]

    def is_private(self, url: str) -> bool:
        return url in {service.url for service in self.started.values()}

    def close(self) -> None:
        """Stop what was started."""
        for service in self.started.values():
            service.stop()
        self.started = {}


def variable(choice: str) -> str:
    """The variable that names a server to use instead of a private one."""
    return f"SCAFFOLD_{choice.upper()}_URL"


def unavailable(choice: str) -> NoReturn:
    """A laptop may lack a server; a machine that proves something may not."""
    reason = f"no {choice} server: install it, or set {variable(choice)}"
    if os.environ.get("SCAFFOLD_REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
