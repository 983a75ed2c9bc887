"""The cache: Redis, and the memory of this process until CACHE_URL names a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, FastAPI
from pydantic import AfterValidator, PositiveInt
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app import health
from app.embedded_cache import EmbeddedCache
from app.settings import EnvironmentSettings

# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5

# What is raised while the server is away: a cache may always be missing.
ERRORS = (RedisError, OSError)


def known_scheme(url: str) -> str:
    """Refuse the address of a cache that this project has no driver for."""
    if url.startswith(("redis://", "rediss://")):
        return url
    raise ValueError("must start with redis:// or rediss://")


class CacheSettings(EnvironmentSettings):
    """Where answers are kept, and for how long."""

    # https://redis.readthedocs.io/en/stable/connections.html#redis.Redis.from_url
    cache_url: Annotated[str, AfterValidator(known_scheme)] | None = None
    # https://redis.io/docs/latest/commands/expire/
    cache_seconds: PositiveInt = 60


class RedisCache:
    """Keeps texts in Redis, for all processes."""

    def __init__(self, url: str) -> None:
        # https://redis.readthedocs.io/en/stable/connections.html
        self._redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=SECONDS_TO_ANSWER,
            socket_timeout=SECONDS_TO_ANSWER,
            retry=Retry(NoBackoff(), 0),
        )

    async def get(self, key: str) -> str | None:
        """Return what is kept under this key, unless its time is over."""
        value = await self._redis.get(key)
        return value if isinstance(value, str) else None

    async def set(self, key: str, value: str, seconds: int) -> None:
        """Keep a value."""
        await self._redis.set(key, value, ex=seconds)

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keep a value unless there is one; of several at once only the first succeeds."""
        return bool(await self._redis.set(key, value, ex=seconds, nx=True))

    async def delete(self, key: str) -> None:
        """Forget a value."""
        await self._redis.delete(key)

    async def ping(self) -> None:
        """Fail when the server does not answer."""
        await self._redis.ping()

    async def close(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()


Cache = RedisCache | EmbeddedCache


def init_app(app: FastAPI) -> None:
    """Give the application its cache."""
    settings = CacheSettings()
    app.state.cache = RedisCache(settings.cache_url) if settings.cache_url else EmbeddedCache()
    app.state.cache_seconds = settings.cache_seconds
    app.include_router(APIRouter(lifespan=close))


@asynccontextmanager
async def close(app: FastAPI) -> AsyncIterator[None]:
    """Close the connections at the end of the process."""
    yield
    await app.state.cache.close()


@health.check("cache")
async def ping(app: FastAPI) -> None:
    """Fail when the cache does not answer."""
    await app.state.cache.ping()
