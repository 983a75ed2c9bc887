"""The relay and the consumer as programs: what they wait for, and how they end."""

import asyncio
import signal
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import background, relay
from app.consumer import consume
from app.database import Database
from app.events import EventSettings
from tests.support import run


@pytest.fixture
def _signals() -> Iterator[None]:
    """Give the signals back afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("work", [relay.relay, consume])
def test_a_kafka_that_is_away_is_waited_for(client: TestClient, work: background.Work) -> None:
    async def work_a_while(app: FastAPI) -> bool:
        stopped = asyncio.Event()
        settings = EventSettings(kafka_bootstrap_servers=("127.0.0.1:1",))
        task = asyncio.ensure_future(work(app.state.database, settings, stopped))
        await asyncio.sleep(0.3)
        waits = not task.done()
        stopped.set()
        await task
        return waits

    assert run(client, work_a_while)


def test_programs_need_kafka() -> None:
    with pytest.raises(SystemExit, match="Set KAFKA_BOOTSTRAP_SERVERS"):
        background.run(relay.relay)


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_program(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    async def work(_database: Database, _settings: EventSettings, stopped: asyncio.Event) -> None:
        signal.raise_signal(number)
        await stopped.wait()

    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    background.run(work)


@pytest.mark.usefixtures("_signals")
def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(_database: Database, _settings: EventSettings, stopped: asyncio.Event) -> None:
        stopped.set()
        await asyncio.sleep(60)

    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr(background, "SECONDS_TO_END", 0.01)
    background.run(work)


@pytest.mark.usefixtures("_signals")
def test_a_program_tells_that_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(_database: Database, _settings: EventSettings, _stopped: asyncio.Event) -> None:
        raise ZeroDivisionError

    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    with pytest.raises(SystemExit) as caught:
        background.run(work)
    assert caught.value.code == 1
