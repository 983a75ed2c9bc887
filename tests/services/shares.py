"""A project's own part of a server that several projects use, one after the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from . import kafka, memcached, redis
from .rabbitmq import RabbitMQ
from .servers import Servers, variable

if TYPE_CHECKING:
    from types import ModuleType

MODULES: dict[str, ModuleType] = {"redis": redis, "memcached": memcached, "kafka": kafka}


class Shares(Servers):
    """Hands out a database number, a virtual host, a topic, or the provider's client."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[str, str]] = []

    def __call__(self, choice: str) -> str:
        """A fresh part of the server, as a URL."""
        if choice in MODULES:
            share = str(MODULES[choice].share(self.admin_url(choice)))
            if os.environ.get(variable(choice)):
                self.given.append((choice, share))
            return share
        server = None if os.environ.get(variable(choice)) else self.private(choice)
        # A virtual host is made by RabbitMQ's own tool: a given one is used as it stands.
        return server.share() if isinstance(server, RabbitMQ) else self.admin_url(choice)

    def close(self) -> None:
        """Stop what was started; on a given server, remove what was made."""
        for choice, share in self.given:
            MODULES[choice].drop(share)
        self.given = []
        super().close()
