"""A private Memcached. It knows no databases: projects that share one share its keys."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pymemcache.client.base import Client  # type: ignore[import-untyped]
from pymemcache.exceptions import MemcacheError  # type: ignore[import-untyped]

from .service import Service, folder_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Memcached(Service):
    """Memcached, whose data is its memory."""

    name = "memcached"
    account = "memcache"

    @classmethod
    def find(cls) -> Path | None:
        return folder_with("memcached")

    def command(self) -> Sequence[str]:
        return [str(self.binaries / "memcached"), "-l", "127.0.0.1", "-p", str(self.port),
                "-U", "0", "-m", "64"]  # fmt: skip

    @property
    def url(self) -> str:
        return f"memcached://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with client(self.url) as asking:
                return bool(asking.version())
        except (OSError, MemcacheError):
            return False


def share(url: str) -> str:
    """The server itself, emptied: projects on it follow one another."""
    drop(url)
    return url


def drop(url: str) -> None:
    """Forget everything."""
    with client(url) as asking:
        asking.flush_all(noreply=False)


@contextlib.contextmanager
def client(url: str) -> Iterator[Client]:
    place = urlsplit(url)
    asking = Client((place.hostname, place.port or 11211), connect_timeout=2, timeout=2)
    try:
        yield asking
    finally:
        asking.close()
