"""The fan-out: with Redis, without it, and while it is away."""

import asyncio
import os
from time import monotonic
from unittest.mock import MagicMock, Mock, patch
from uuid import uuid4

import pytest

from app.fanout import FanOut, RealtimeSettings

# Nothing listens on this port.
AWAY = "redis://127.0.0.1:9"


@pytest.fixture
def fan_out(monkeypatch: pytest.MonkeyPatch) -> FanOut:
    monkeypatch.setenv("REALTIME_URL", AWAY)
    return FanOut()


def test_without_a_url_this_process_is_all_there_is() -> None:
    tell, ready = Mock(), asyncio.Event()
    with patch("app.fanout.log") as log:
        fan_out = FanOut()
    assert "REALTIME_URL" in str(log.warning.call_args)
    fan_out.publish(tell, "everyone", "{}")
    tell.assert_called_once_with("everyone", "{}")
    asyncio.run(fan_out.listen(tell, ready))
    assert ready.is_set()


def test_a_url_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALTIME_URL", "amqp://127.0.0.1")
    with pytest.raises(SystemExit, match="REALTIME_URL: this project reads redis://"):
        RealtimeSettings.load()


def test_while_redis_is_away_a_change_is_made_all_the_same(fan_out: FanOut) -> None:
    tell, started = Mock(), monotonic()
    with patch("app.fanout.log") as log:
        fan_out.publish(tell, "everyone", "{}")
    assert monotonic() - started < 0.5
    tell.assert_called_once_with("everyone", "{}")
    log.warning.assert_called_once()


def test_others_are_heard_and_a_silent_server_is_left(fan_out: FanOut) -> None:
    redis, tell, ready = MagicMock(), Mock(), asyncio.Event()
    redis.__aenter__.return_value = redis
    subscription = redis.pubsub.return_value.__aenter__.return_value
    subscription.get_message.side_effect = [
        {"type": "subscribe", "data": 1},
        {"type": "message", "data": "another everyone {} {}"},
        {"type": "message", "data": f"{fan_out._name} everyone []"},
        None,
        {"type": "pong", "data": ""},
        None,
        None,
    ]
    connect = Mock(side_effect=[redis, asyncio.CancelledError])
    with (
        patch("app.fanout.log") as log,
        patch("app.fanout.RETRY_SECONDS", 0),
        patch("app.fanout.AsyncRedis.from_url", connect),
        pytest.raises(asyncio.CancelledError),
    ):
        asyncio.run(fan_out.listen(tell, ready))
    tell.assert_called_once_with("everyone", "{} {}")
    assert ready.is_set()
    assert "does not answer" in str(log.warning.call_args)


@pytest.mark.skipif("TEST_REALTIME_URL" not in os.environ, reason="it needs Redis")
def test_a_change_reaches_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALTIME_URL", os.environ["TEST_REALTIME_URL"])
    here, there, text = FanOut(), FanOut(), uuid4().hex

    async def exchange() -> tuple[str, str]:
        heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        ready = asyncio.Event()
        listening = asyncio.create_task(there.listen(lambda *told: heard.put_nowait(told), ready))
        await ready.wait()
        await asyncio.to_thread(here.publish, Mock(), "everyone", text)
        told = await asyncio.wait_for(heard.get(), 5)
        listening.cancel()
        return told

    assert asyncio.run(exchange()) == ("everyone", text)
