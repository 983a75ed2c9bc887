"""What is told to other processes, and what is heard from them."""

import asyncio
from time import perf_counter
from typing import Any

import pytest
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


def fanout(told: list[tuple[str, str]]) -> Fanout:
    """Make one that notes down what it tells."""
    return Fanout(lambda audience, text: told.append((audience, text)))


def test_what_others_tell_is_heard() -> None:
    told: list[tuple[str, str]] = []
    here = fanout(told)
    silent = Subscription(
        "another ada two words", f"{here._name} ada its own", None, "pong", None, None
    )
    with pytest.raises(TimeoutError):
        asyncio.run(here._hand_on(silent))  # type: ignore[arg-type]
    assert told == [("ada", "two words")]
    assert silent.pings == 2


def test_without_redis_those_who_are_here_are_told() -> None:
    told: list[tuple[str, str]] = []
    asyncio.run(serve_and_tell(fanout(told)))
    assert told == [("ada", "hello")]


def test_while_redis_is_away_those_who_are_here_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALTIME_URL", NOBODY)
    told: list[tuple[str, str]] = []
    started = perf_counter()
    asyncio.run(serve_and_tell(fanout(told)))
    assert told == [("ada", "hello")]
    assert perf_counter() - started < 1


async def serve_and_tell(here: Fanout) -> None:
    """Start, tell an audience, and end."""
    async with here.listening():
        await asyncio.sleep(0.01)
        await here.publish("ada", "hello")


def test_another_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REALTIME_URL", "amqp://localhost")
    with pytest.raises(ValidationError) as caught:
        RealtimeSettings()
    assert explain(caught.value) == "REALTIME_URL: must start with redis:// or rediss://"
