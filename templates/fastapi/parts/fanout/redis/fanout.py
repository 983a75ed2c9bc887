"""How a change reaches the sockets: by Redis those of every process, without it those of this one.

https://redis.io/docs/latest/develop/pubsub/
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import uuid4

import structlog
from pydantic import AfterValidator
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.settings import EnvironmentSettings

log = structlog.get_logger(__name__)

CHANNEL = "{{ slug }}:changes"  # channels are shared by all databases of a server
SECONDS_TO_ANSWER = 0.2
SECONDS_OF_SILENCE = 5
SECONDS_TO_RETRY = 1

# What is raised while the server is away.
ERRORS = (RedisError, OSError)


def known_scheme(url: str) -> str:
    """Refuse the address of a server that this project has no driver for."""
    if url.startswith(("redis://", "rediss://")):
        return url
    raise ValueError("must start with redis:// or rediss://")


class RealtimeSettings(EnvironmentSettings):
    """What hands a change on to the other processes."""

    # https://redis.readthedocs.io/en/stable/connections.html#redis.Redis.from_url
    realtime_url: Annotated[str, AfterValidator(known_scheme)] | None = None


class Fanout:
    """Hands what an audience is told to its sockets."""

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver
        self._name = uuid4().hex
        self._redis: Redis | None = None
        if url := RealtimeSettings().realtime_url:
            # https://redis.readthedocs.io/en/stable/connections.html
            self._redis = Redis.from_url(
                url,
                decode_responses=True,
                socket_connect_timeout=SECONDS_TO_ANSWER,
                socket_timeout=SECONDS_TO_ANSWER,
                retry=Retry(NoBackoff(), 0),
            )

    async def publish(self, audience: str, text: str) -> None:
        """Tell an audience, first those who are here; while Redis is away, only them."""
        self._deliver(audience, text)
        if self._redis is None:
            return
        try:
            await self._redis.publish(CHANNEL, f"{self._name} {audience} {text}")
        except ERRORS as error:
            log.warning("other processes do not hear of a change", error=repr(error))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen to the other processes for as long as this one serves."""
        if self._redis is None:
            log.info("sockets hear of this process only, as REALTIME_URL is not set")
            yield
            return
        task = asyncio.ensure_future(self._listen(self._redis))
        try:
            yield
        finally:
            while not task.done():
                task.cancel()  # more than once, as the library may keep one for itself
                await asyncio.wait({task}, timeout=SECONDS_TO_RETRY)
            await self._redis.aclose()

    async def _listen(self, redis: Redis) -> None:
        """Subscribe, again and again: what is told in between is lost to those who are here."""
        while True:
            try:
                async with redis.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    await self._hand_on(subscription)
            except ERRORS as error:
                log.warning("changes of other processes do not arrive", error=repr(error))
                await asyncio.sleep(SECONDS_TO_RETRY)

    async def _hand_on(self, subscription: PubSub) -> None:
        """Hand on what others publish; a server that is silent even when asked is away."""
        asked = False
        while True:
            message = await subscription.get_message(timeout=SECONDS_OF_SILENCE)
            if message is None and asked:
                raise TimeoutError("no answer")
            if message is None:
                await subscription.ping()
            elif message["type"] == "message":
                self._receive(message["data"])
            asked = message is None

    def _receive(self, message: str) -> None:
        """Tell those who are here, unless they were told already."""
        sender, _, rest = message.partition(" ")
        audience, _, text = rest.partition(" ")
        if sender != self._name:
            self._deliver(audience, text)
