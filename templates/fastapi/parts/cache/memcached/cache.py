"""The cache: Memcached, and the memory of this process until CACHE_URL names a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from memcachio import Client
from memcachio.errors import MemcachedError
from pydantic import AfterValidator, Field

from app import health
from app.embedded_cache import EmbeddedCache
from app.settings import EnvironmentSettings

# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5
DEFAULT_PORT = 11211

# What is raised while the server is away: a cache may always be missing.
ERRORS = (MemcachedError, OSError)


def known_address(url: str) -> str:
    """Refuse the address of a cache that this project has no driver for."""
    address = urlsplit(url)
    if address.scheme == "memcached" and address.hostname and address.port != 0:
        return url
    raise ValueError("must be memcached://host:port")


class CacheSettings(EnvironmentSettings):
    """Where answers are kept, and for how long."""

    # https://docs.memcached.org/
    cache_url: Annotated[str, AfterValidator(known_address)] | None = None
    # Memcached takes what is above 30 days for a date.
    # https://docs.memcached.org/protocols/basic/#protocol-basics
    cache_seconds: Annotated[int, Field(ge=1, le=30 * 24 * 60 * 60)] = 60


class MemcachedCache:
    """Keeps texts in Memcached, for all processes."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        # https://memcachio.readthedocs.io/en/stable/api.html
        self._client = Client(
            (address.hostname or "", address.port or DEFAULT_PORT),
            decode_responses=True,
            max_connections=10,
            connect_timeout=SECONDS_TO_ANSWER,
            read_timeout=SECONDS_TO_ANSWER,
            blocking_timeout=SECONDS_TO_ANSWER,
        )

    async def get(self, key: str) -> str | None:
        """Return what is kept under this key, unless its time is over."""
        found = await self._client.get(key)
        return found[key].value if key in found else None

    async def set(self, key: str, value: str, seconds: int) -> None:
        """Keep a value."""
        await self._client.set(key, value, expiry=seconds)

    async def add(self, key: str, value: str, seconds: int) -> bool:
        """Keep a value unless there is one; of several at once only the first succeeds."""
        return await self._client.add(key, value, expiry=seconds)

    async def delete(self, key: str) -> None:
        """Forget a value."""
        await self._client.delete(key)

    async def ping(self) -> None:
        """Fail when the server does not answer."""
        await self._client.version()

    async def close(self) -> None:
        """Give the connections back."""
        self._client.connection_pool.close()


Cache = MemcachedCache | EmbeddedCache


def init_app(app: FastAPI) -> None:
    """Give the application its cache."""
    settings = CacheSettings()
    app.state.cache = MemcachedCache(settings.cache_url) if settings.cache_url else EmbeddedCache()
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
