"""How a change reaches the sockets when there is no Redis, or it is away."""

import asyncio
from collections.abc import Iterator
from time import perf_counter

import pytest
from asgiref.sync import async_to_sync
from django.conf import LazySettings

from app import fanout

# Nothing listens on this port.
AWAY = "redis://127.0.0.1:9"


@pytest.fixture(autouse=True)
def publisher_of_its_own() -> Iterator[None]:
    fanout.publisher.cache_clear()
    yield
    fanout.publisher.cache_clear()


@pytest.mark.parametrize("url", ["", AWAY])
def test_this_process_hears_it(settings: LazySettings, url: str) -> None:
    settings.REALTIME_URL = url
    heard: list[tuple[str, str]] = []
    started = perf_counter()
    fanout.publish("everyone", "{}", lambda *told: heard.append(told))
    assert heard == [("everyone", "{}")]
    assert perf_counter() - started < 0.5


def test_listening_to_nobody(settings: LazySettings) -> None:
    settings.REALTIME_URL = ""
    async_to_sync(fanout.listen)(print)


def test_listening_goes_on(settings: LazySettings) -> None:
    settings.REALTIME_URL = AWAY

    async def listen() -> None:
        async with asyncio.timeout(0.5):
            await fanout.listen(print)

    with pytest.raises(TimeoutError):
        async_to_sync(listen)()
