"""How a change reaches the sockets of every process: by Redis, once REALTIME_URL is set.

https://redis.io/docs/latest/develop/pubsub/
"""

import asyncio
import json
from collections.abc import Callable
from functools import cache

import structlog
from django.conf import settings
from redis import Redis
from redis import asyncio as redis_asyncio
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

# Gives a text to the sockets of this process that belong to an audience.
Deliver = Callable[[str, str], None]

# Redis may serve other applications too.
CHANNEL = f"{settings.PROJECT_NAME}: notes"
# A write waits no longer than twice this.
TIMEOUT_SECONDS = 0.2
RECONNECT_SECONDS = 1

log = structlog.get_logger(__name__)


def publish(audience: str, text: str, deliver: Deliver) -> None:
    """Give a text to whoever may see it; when Redis is away, only those of this process hear it."""
    if not settings.REALTIME_URL:
        deliver(audience, text)
        return
    try:
        publisher().publish(CHANNEL, json.dumps([audience, text]))
    except RedisError as error:
        log.warning("change not published", error=repr(error))
        deliver(audience, text)


@cache
def publisher() -> Redis:
    """The connections that this process publishes on."""
    return Redis.from_url(
        settings.REALTIME_URL,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


async def listen(deliver: Deliver) -> None:
    """Deliver what any process publishes, until the task is cancelled."""
    if not settings.REALTIME_URL:
        log.warning("sockets hear of the changes that this process makes: set REALTIME_URL")
        return
    while True:
        try:
            await _deliver_all(deliver)
        except (RedisError, OSError) as error:
            log.warning("sockets do not hear of other processes' changes", error=repr(error))
            await asyncio.sleep(RECONNECT_SECONDS)


async def _deliver_all(deliver: Deliver) -> None:
    client = redis_asyncio.Redis.from_url(
        settings.REALTIME_URL,
        socket_connect_timeout=2,
        # Finds out that the server is gone without a word.
        health_check_interval=10,
    )
    async with client, client.pubsub(ignore_subscribe_messages=True) as messages:
        await messages.subscribe(CHANNEL)
        while True:
            message = await messages.get_message(ignore_subscribe_messages=True, timeout=10)
            if message is not None:
                deliver(*json.loads(message["data"]))
