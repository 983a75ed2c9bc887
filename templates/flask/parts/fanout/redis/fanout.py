"""How a change reaches the sockets: by Redis those of every process, else those of this one.

https://redis.io/docs/latest/develop/pubsub/
"""

import asyncio
from typing import Annotated, Any
from uuid import uuid4

import structlog
from pydantic import AfterValidator
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.settings import EnvSettings
from app.sockets import Tell

# Redis has one set of channels, whatever the number of the database is.
CHANNEL = "{{ slug }}:changes"
# A write must not wait for long where Redis is away.
TIMEOUT_SECONDS = 0.2
# A server that has been silent for so long is asked whether it is there.
SILENCE_SECONDS = 5
RETRY_SECONDS = 1

log = structlog.get_logger()


def _readable(url: str) -> str:
    if not url.startswith(("redis://", "rediss://")):
        raise ValueError("this project reads redis:// or rediss://")
    return url


class RealtimeSettings(EnvSettings):
    """What takes a change from one process to the others."""

    # https://redis.readthedocs.io/en/stable/connections.html#redis.Redis.from_url
    realtime_url: Annotated[str, AfterValidator(_readable)] | None = None


class FanOut:
    """Tells the sockets of this process at once, and those of the others by Redis."""

    def __init__(self) -> None:
        self._url = RealtimeSettings.load().realtime_url
        # By this name we know our own messages again.
        self._name = uuid4().hex
        self._options: dict[str, Any] = {
            "decode_responses": True,
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "socket_timeout": TIMEOUT_SECONDS,
        }
        if self._url is None:
            log.warning("realtime_in_this_process_only", reason="REALTIME_URL is not set")
        else:
            retry = Retry(NoBackoff(), 0)
            self._redis = Redis.from_url(self._url, retry=retry, **self._options)

    def publish(self, tell: Tell, audience: str, text: str) -> None:
        """Tell an audience; where Redis is away, other processes do not hear of it."""
        tell(audience, text)
        if self._url is None:
            return
        try:
            self._redis.publish(CHANNEL, f"{self._name} {audience} {text}")
        except (RedisError, OSError) as error:
            log.warning("change_not_published", reason=str(error))

    async def listen(self, tell: Tell, ready: asyncio.Event) -> None:
        """Tell what other processes publish, for as long as this one lives."""
        while self._url:
            retry = AsyncRetry(NoBackoff(), 0)
            try:
                async with (
                    AsyncRedis.from_url(self._url, retry=retry, **self._options) as redis,
                    redis.pubsub() as subscription,
                ):
                    await subscription.subscribe(CHANNEL)
                    await self._hand_on(subscription, tell, ready)
            except (RedisError, OSError) as error:
                log.warning("changes_not_heard", reason=str(error))
                await asyncio.sleep(RETRY_SECONDS)
        ready.set()

    async def _hand_on(self, subscription: PubSub, tell: Tell, ready: asyncio.Event) -> None:
        asked = False
        while True:
            message = await subscription.get_message(timeout=SILENCE_SECONDS)
            if message is None and asked:
                raise TimeoutError("Redis does not answer.")
            if message is None:
                await subscription.ping()
            elif message["type"] == "subscribe":
                ready.set()
            elif message["type"] == "message":
                self._receive(tell, message["data"])
            asked = message is None

    def _receive(self, tell: Tell, message: str) -> None:
        sender, audience, text = message.split(" ", 2)
        if sender != self._name:
            tell(audience, text)
