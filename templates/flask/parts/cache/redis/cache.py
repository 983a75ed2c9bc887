"""The cache: Redis once CACHE_URL names one; until then the memory of this process."""

from typing import Annotated

from flask import Flask, current_app
from pydantic import AfterValidator, PositiveInt
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app import health
from app.embedded_cache import EmbeddedCache
from app.settings import EnvSettings

# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5

# What is raised while the server is away; the application works without it.
ERRORS = (RedisError, OSError)


def _readable(url: str) -> str:
    if not url.startswith(("redis://", "rediss://")):
        raise ValueError(f"this project reads redis://, not {url.partition('://')[0]}://")
    Redis.from_url(url)
    return url


class CacheSettings(EnvSettings):
    """Where answers are kept, and for how long."""

    # https://redis.readthedocs.io/en/stable/connections.html#redis.Redis.from_url
    cache_url: Annotated[str, AfterValidator(_readable)] | None = None
    # https://redis.io/docs/latest/commands/expire/
    cache_seconds: PositiveInt = 60


class RedisCache:
    """Keeps texts in Redis, for all processes."""

    def __init__(self, url: str) -> None:
        # Connections are kept in a pool:
        # https://redis.readthedocs.io/en/stable/connections.html#redis.Redis
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=SECONDS_TO_ANSWER,
            socket_timeout=SECONDS_TO_ANSWER,
            # Whoever waits for an answer is better served by the database than by another try.
            retry=Retry(NoBackoff(), 0),
        )

    def get(self, key: str) -> str | None:
        """What is kept under this key, unless its time is over."""
        value = self._redis.get(key)
        return value.decode() if isinstance(value, bytes) else value

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep a value."""
        self._redis.set(key, value, ex=seconds)

    def add(self, key: str, value: str, seconds: int) -> bool:
        """Keep a value unless there is one; of several at once only the first succeeds."""
        return bool(self._redis.set(key, value, ex=seconds, nx=True))

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._redis.delete(key)

    def ping(self) -> None:
        """Fail when the server does not answer."""
        self._redis.ping()


Cache = RedisCache | EmbeddedCache


def init_app(app: Flask) -> None:
    """Give the application its cache, and watch over it."""
    settings = CacheSettings.load()
    cache = open_cache(settings.cache_url)
    app.extensions["cache"] = cache
    app.config["CACHE_SECONDS"] = settings.cache_seconds
    health.register(app, "cache", cache.ping)


def open_cache(url: str | None) -> Cache:
    """Open the cache that a URL names, else the embedded one."""
    return RedisCache(url) if url else EmbeddedCache()


def current_cache() -> Cache:
    """The cache of the application that is at work."""
    cache: Cache = current_app.extensions["cache"]
    return cache
