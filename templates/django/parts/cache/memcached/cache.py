"""The cache: Memcached, or the memory of this process until CACHE_URL is set.

https://docs.djangoproject.com/en/5.2/topics/cache/#memcached
"""

import functools
import json
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import caches
from django.core.cache.backends.memcached import PyMemcacheCache
from django.core.exceptions import ImproperlyConfigured
from pymemcache.client.base import PooledClient
from pymemcache.exceptions import MemcacheError

from app.embedded_cache import EMBEDDED

DEFAULT_PORT = 11211
# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5

# What is raised while the server is away; the application works without it.
ERRORS = (MemcacheError, OSError)


class JsonSerde:
    """Values as JSON: to unpickle, as Django does, would run what others put into the cache."""

    def serialize(self, key: str, value: Any) -> tuple[bytes, int]:
        """Write a value."""
        return json.dumps(value).encode(), 0

    def deserialize(self, key: str, value: bytes, flags: int) -> Any:
        """Read a value."""
        return json.loads(value)


class PooledMemcached(PyMemcacheCache):
    """Keeps its connections, where Django would open a new one for each request."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.server = server

    @property
    def _cache(self) -> PooledClient:
        return connections(self.server)

    def close(self, **signal: Any) -> None:
        """Do nothing at the end of a request."""


@functools.cache
def connections(server: str) -> PooledClient:
    """The connections of the process.

    https://pymemcache.readthedocs.io/en/latest/apidoc/pymemcache.client.base.html
    """
    return PooledClient(
        server,
        serde=JsonSerde(),
        connect_timeout=SECONDS_TO_ANSWER,
        timeout=SECONDS_TO_ANSWER,
        # Without a reply nobody knows whether `add` succeeded.
        default_noreply=False,
        no_delay=True,
    )


def connect(url: str) -> dict[str, Any]:
    """The settings of the cache that `memcached://host:port` stands for."""
    if not url:
        return EMBEDDED
    try:
        address = urlsplit(url)
        server = f"{address.hostname}:{address.port or DEFAULT_PORT}"
    except ValueError:
        address = urlsplit("")
    if address.scheme != "memcached" or not address.hostname:
        raise ImproperlyConfigured(
            "CACHE_URL does not name Memcached: write memcached://host:port, or leave it out."
        )
    return {"BACKEND": "app.cache.PooledMemcached", "LOCATION": server}


def check() -> None:
    """Raise unless the cache answers."""
    caches["answers"].get("health")
