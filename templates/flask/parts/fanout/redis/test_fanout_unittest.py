"""The fan-out: with Redis, without it, and while it is away."""

import asyncio
import os
import unittest
from time import monotonic
from unittest.mock import MagicMock, Mock, patch
from uuid import uuid4

from app.fanout import FanOut, RealtimeSettings

# Nothing listens on this port.
AWAY = "redis://127.0.0.1:9"


def fan_out_of(url: str) -> FanOut:
    with patch.dict(os.environ, {"REALTIME_URL": url}):
        return FanOut()


class FanOutTest(unittest.TestCase):
    """How a change reaches the sockets."""

    def setUp(self) -> None:
        self.tell = Mock()
        self.log = self.enterContext(patch("app.fanout.log"))

    def test_without_a_url_this_process_is_all_there_is(self) -> None:
        fan_out, ready = FanOut(), asyncio.Event()
        self.assertIn("REALTIME_URL", str(self.log.warning.call_args))
        fan_out.publish(self.tell, "everyone", "{}")
        self.tell.assert_called_once_with("everyone", "{}")
        asyncio.run(fan_out.listen(self.tell, ready))
        self.assertTrue(ready.is_set())

    def test_a_url_of_another_kind_is_refused(self) -> None:
        with (
            patch.dict(os.environ, {"REALTIME_URL": "amqp://127.0.0.1"}),
            self.assertRaisesRegex(SystemExit, "REALTIME_URL: this project reads redis://"),
        ):
            RealtimeSettings.load()

    def test_while_redis_is_away_a_change_is_made_all_the_same(self) -> None:
        fan_out, started = fan_out_of(AWAY), monotonic()
        fan_out.publish(self.tell, "everyone", "{}")
        self.assertLess(monotonic() - started, 0.5)
        self.tell.assert_called_once_with("everyone", "{}")
        self.log.warning.assert_called_once()

    def test_others_are_heard_and_a_silent_server_is_left(self) -> None:
        fan_out, redis, ready = fan_out_of(AWAY), MagicMock(), asyncio.Event()
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
            patch("app.fanout.RETRY_SECONDS", 0),
            patch("app.fanout.AsyncRedis.from_url", connect),
            self.assertRaises(asyncio.CancelledError),
        ):
            asyncio.run(fan_out.listen(self.tell, ready))
        self.tell.assert_called_once_with("everyone", "{} {}")
        self.assertTrue(ready.is_set())
        self.assertIn("does not answer", str(self.log.warning.call_args))

    @unittest.skipUnless("TEST_REALTIME_URL" in os.environ, "it needs Redis")
    def test_a_change_reaches_another_process(self) -> None:
        url, text = os.environ["TEST_REALTIME_URL"], uuid4().hex
        here, there = fan_out_of(url), fan_out_of(url)

        async def exchange() -> tuple[str, str]:
            heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
            ready = asyncio.Event()
            listening = asyncio.create_task(
                there.listen(lambda *told: heard.put_nowait(told), ready)
            )
            await ready.wait()
            await asyncio.to_thread(here.publish, Mock(), "everyone", text)
            told = await asyncio.wait_for(heard.get(), 5)
            listening.cancel()
            return told

        self.assertEqual(asyncio.run(exchange()), ("everyone", text))
