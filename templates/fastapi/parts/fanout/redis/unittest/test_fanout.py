"""What is told to other processes, and what is heard from them."""

import asyncio
import os
import unittest
from time import perf_counter
from typing import Any
from unittest.mock import patch

from pydantic import ValidationError

from app.fanout import Fanout, RealtimeSettings
from app.settings import explain

NOBODY = "redis://127.0.0.1:1"


class Subscription:
    """What arrives, one message after the other; None is silence."""

    def __init__(self, *messages: str | None) -> None:
        self.messages = iter(messages)
        self.pings = 0

    async def get_message(self, **_options: float) -> dict[str, Any] | None:
        """Return the next message."""
        text = next(self.messages)
        return {"type": "pong" if text == "pong" else "message", "data": text} if text else None

    async def ping(self) -> None:
        """Ask whether the server is there."""
        self.pings += 1


async def serve_and_tell(here: Fanout) -> None:
    """Start, tell an audience, and end."""
    async with here.listening():
        await asyncio.sleep(0.01)
        await here.publish("ada", "hello")


class FanoutTest(unittest.TestCase):
    """Redis, or what is without it."""

    def setUp(self) -> None:
        """Note down what is told."""
        super().setUp()
        self.told: list[tuple[str, str]] = []

    def fanout(self) -> Fanout:
        """Make one that notes down what it tells."""
        return Fanout(lambda audience, text: self.told.append((audience, text)))

    def test_what_others_tell_is_heard(self) -> None:
        here = self.fanout()
        silent = Subscription(
            "another ada two words", f"{here._name} ada its own", None, "pong", None, None
        )
        with self.assertRaises(TimeoutError):
            asyncio.run(here._hand_on(silent))  # type: ignore[arg-type]
        self.assertEqual(self.told, [("ada", "two words")])
        self.assertEqual(silent.pings, 2)

    def test_without_redis_those_who_are_here_are_told(self) -> None:
        asyncio.run(serve_and_tell(self.fanout()))
        self.assertEqual(self.told, [("ada", "hello")])

    def test_while_redis_is_away_those_who_are_here_are_told(self) -> None:
        self.enterContext(patch.dict(os.environ, REALTIME_URL=NOBODY))
        started = perf_counter()
        asyncio.run(serve_and_tell(self.fanout()))
        self.assertEqual(self.told, [("ada", "hello")])
        self.assertLess(perf_counter() - started, 1)

    def test_another_scheme_is_refused(self) -> None:
        self.enterContext(patch.dict(os.environ, REALTIME_URL="amqp://localhost"))
        with self.assertRaises(ValidationError) as caught:
            RealtimeSettings()
        message = explain(caught.exception)
        self.assertEqual(message, "REALTIME_URL: must start with redis:// or rediss://")
