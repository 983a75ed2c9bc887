"""A private Redis, and a database number for each project on any Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from redis import Redis as Client
from redis.exceptions import RedisError

from .service import Service, folder_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Redis(Service):
    """Redis with its own data directory."""

    name = "redis"
    account = "redis"

    @classmethod
    def find(cls) -> Path | None:
        return folder_with("redis-server")

    def command(self) -> Sequence[str]:
        return [
            str(self.binaries / "redis-server"), "--bind", "127.0.0.1", "--port", str(self.port),
            "--dir", str(self.folder), "--databases", "1000",
            # A restart keeps the data; a crash of the machine need not.
            "--save", "", "--appendonly", "yes", "--appendfsync", "no",
        ]  # fmt: skip

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with Client.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False


def share(url: str) -> str:
    """An empty database of its own; whoever asks next gets another one."""
    place = urlsplit(url)
    databases = _databases(url)
    for number in range(1, databases):
        database = urlunsplit(place._replace(path=f"/{number}"))
        with Client.from_url(database, socket_timeout=2) as client:
            # The mark keeps it from being given twice, by this run or by one beside it.
            if client.set("scaffold:taken", "1", nx=True) and client.dbsize() == 1:
                return database
    raise LookupError(f"none of the {databases} databases of {url} is empty")


def drop(url: str) -> None:
    """Empty a project's database."""
    with Client.from_url(url, socket_timeout=5) as client:
        client.flushdb()


def _databases(url: str) -> int:
    with Client.from_url(url, socket_timeout=2) as client:
        return int(client.config_get("databases")["databases"])
