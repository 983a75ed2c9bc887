"""The cache: Memcached once CACHE_URL names one; until then the memory of this process."""

from typing import Annotated
from urllib.parse import urlsplit

from flask import Flask, current_app
from pydantic import AfterValidator, PositiveInt
from pymemcache.client.base import PooledClient
from pymemcache.exceptions import MemcacheError

from app import health
from app.embedded_cache import EmbeddedCache
from app.settings import EnvSettings

DEFAULT_PORT = 11211
# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5

# What is raised while the server is away; the application works without it.
ERRORS = (MemcacheError, OSError)


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "memcached":
        raise ValueError(f"this project reads memcached://, not {parts.scheme}://")
    return parts.hostname or "127.0.0.1", parts.port or DEFAULT_PORT


def _readable(url: str) -> str:
    _address(url)
    return url


class CacheSettings(EnvSettings):
    """Where answers are kept, and for how long."""

    # https://docs.memcached.org/serverguide/
    cache_url: Annotated[str, AfterValidator(_readable)] | None = None
    # https://docs.memcached.org/protocols/basic/#expiration
    cache_seconds: PositiveInt = 60


class MemcachedCache:
    """Keeps texts in Memcached, for all processes."""

    def __init__(self, url: str) -> None:
        # Connections are kept in a pool:
        # https://pymemcache.readthedocs.io/en/latest/apidoc/pymemcache.client.base.html
        self._client = PooledClient(
            _address(url),
            connect_timeout=SECONDS_TO_ANSWER,
            timeout=SECONDS_TO_ANSWER,
            # Without a reply nobody knows whether `add` succeeded.
            default_noreply=False,
            no_delay=True,
        )

    def get(self, key: str) -> str | None:
        """What is kept under this key, unless its time is over."""
        value: bytes | None = self._client.get(key)
        return value.decode() if value is not None else None

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep a value."""
        self._client.set(key, value.encode(), expire=seconds)

    def add(self, key: str, value: str, seconds: int) -> bool:
        """Keep a value unless there is one; of several at once only the first succeeds."""
        return bool(self._client.add(key, value.encode(), expire=seconds))

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._client.delete(key)

    def ping(self) -> None:
        """Fail when the server does not answer."""
        self._client.version()


Cache = MemcachedCache | EmbeddedCache


def init_app(app: Flask) -> None:
    """Give the application its cache, and watch over it."""
    settings = CacheSettings.load()
    cache = open_cache(settings.cache_url)
    app.extensions["cache"] = cache
    app.config["CACHE_SECONDS"] = settings.cache_seconds
    health.register(app, "cache", cache.ping)


def open_cache(url: str | None) -> Cache:
    """Open the cache that a URL names, else the embedded one."""
    return MemcachedCache(url) if url else EmbeddedCache()


def current_cache() -> Cache:
    """The cache of the application that is at work."""
    cache: Cache = current_app.extensions["cache"]
    return cache
