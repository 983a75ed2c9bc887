"""The cache: Redis, or the memory of this process until CACHE_URL is set.

https://docs.djangoproject.com/en/5.2/topics/cache/#redis
"""

import functools
import json
from typing import Any, Self

from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.embedded_cache import EMBEDDED

# A busy process comes late to read an answer; a cache that is away must not cost much.
SECONDS_TO_ANSWER = 0.5

# What is raised while the server is away; the application works without it.
ERRORS = (RedisError, OSError)


class SharedPool(ConnectionPool):
    """The connections of the process, where Django would open some for each thread."""

    @classmethod
    @functools.cache
    def from_url(cls, url: str, **options: Any) -> Self:
        return super().from_url(url, **options)


class JsonSerializer:
    """Values as JSON: to unpickle, as Django does, would run what others put into the cache."""

    def dumps(self, value: Any) -> str:
        """Write a value."""
        return json.dumps(value)

    def loads(self, data: bytes) -> Any:
        """Read a value."""
        return json.loads(data)


def connect(url: str) -> dict[str, Any]:
    """The settings of the cache that `redis://host:port/0` stands for."""
    if not url:
        return EMBEDDED
    try:
        ConnectionPool.from_url(url)
    except ValueError as error:
        raise ImproperlyConfigured(
            "CACHE_URL does not name Redis: write redis://host:port/0, or leave it out."
        ) from error
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        # https://redis.readthedocs.io/en/stable/connections.html
        "OPTIONS": {
            "pool_class": SharedPool,
            "serializer": JsonSerializer,
            "socket_connect_timeout": SECONDS_TO_ANSWER,
            "socket_timeout": SECONDS_TO_ANSWER,
            # Whoever waits is better served by the database than by another try.
            "retry": Retry(NoBackoff(), 0),
        },
    }


def check() -> None:
    """Raise unless the cache answers."""
    caches["answers"].get("health")
