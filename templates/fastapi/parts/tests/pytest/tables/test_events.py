"""Events: from the outbox to the activity, in this process and over a Kafka that is played."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaError
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.exc import DataError, OperationalError

from app import activity, consumer, relay
from app.background import Sessions
from app.base import new_id, now
from app.consumer import Reader
from app.events import Event, decode, encode
from app.main import create_app
from app.outbox import OutboxEvent
from tests.clients import api_client
from tests.support import run


class Broker:
    """Plays Kafka: keeps what is sent, and hands out what it was given."""

    def __init__(self, *messages: bytes | None, error: Exception | None = None) -> None:
        self.sent: list[tuple[str, bytes, dict[str, Any]]] = []
        self.committed: dict[str, int] = {}
        self.error = error
        self.waiting = [
            SimpleNamespace(offset=offset, key=None, value=value)
            for offset, value in enumerate(messages)
        ]
        self.stopped = asyncio.Event()

    async def send(self, topic: str, value: bytes, **options: Any) -> asyncio.Future[None]:
        """Take a message, and confirm it or not."""
        answer = asyncio.get_running_loop().create_future()
        if self.error:
            answer.set_exception(self.error)
        else:
            self.sent.append((topic, value, options))
            answer.set_result(None)
        return answer

    async def send_and_wait(self, topic: str, value: bytes, **options: Any) -> None:
        """Take a message, and confirm it."""
        await (await self.send(topic, value, **options))

    async def getmany(self, **_options: Any) -> dict[str, list[SimpleNamespace]]:
        """Hand out all messages."""
        return {"partition": self.waiting}

    async def commit(self, offsets: dict[str, int]) -> None:
        """Note how far somebody has come; there will be no more."""
        self.committed.update(offsets)
        self.stopped.set()

    def reader(self, sessions: Sessions) -> Reader:
        """Make a reader of this broker."""
        return Reader(self, self, sessions, "notes.dead-letters", self.stopped)


@pytest.fixture
def with_kafka(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Open a client of an application whose Kafka is away."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    with api_client(app=create_app()) as client:
        yield client


def make_event() -> Event:
    """Make an event of a note."""
    return Event(
        id=new_id(),
        type="note.created",
        note_id=new_id(),
        audience="everyone",
        title="Groceries",
        at=now(),
    )


async def send_some(app: FastAPI, broker: Broker) -> int:
    """Let a relay look once."""
    async with app.state.sessions() as session:
        return await relay.send_some(session, broker, "notes")


async def read(app: FastAPI, *messages: bytes | None) -> Broker:
    """Let a consumer take messages, until it has confirmed some."""
    broker = Broker(*messages)
    await broker.reader(app.state.sessions).read()
    return broker


async def count_activity(app: FastAPI) -> int:
    """Count what was heard of, whoever may see it."""
    async with app.state.sessions() as session:
        total: int = await session.scalar(select(func.count()).select_from(activity.Activity))
        return total


def test_the_activity_shows_a_change_at_once(client: TestClient) -> None:
    note = client.post("/api/notes", json={"title": "Groceries"}).json()
    address = f"/api/notes/{note['id']}"
    client.patch(address, json={"title": "Packing"})
    client.delete(address)
    page = client.get("/api/activity").json()
    shown = [(item["type"], item["title"]) for item in page["items"]]
    assert shown == [
        ("note.deleted", "Packing"),
        ("note.updated", "Packing"),
        ("note.created", "Groceries"),
    ]
    assert set(page["items"][0]) == {"id", "type", "note_id", "title", "at"}
    assert page["items"][0]["note_id"] == note["id"]
    assert (page["total"], page["limit"], page["offset"]) == (3, 20, 0)
    second = client.get("/api/activity?limit=1&offset=1").json()
    assert second["items"] == page["items"][1:2]
    assert client.get("/api/activity?limit=0").status_code == 422


def test_without_kafka_writes_go_on(with_kafka: TestClient) -> None:
    assert with_kafka.post("/api/notes", json={"title": "Groceries"}).status_code == 201
    assert with_kafka.get("/api/activity").json()["total"] == 0
    ready = with_kafka.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json()["checks"]["events"] == "failed"


def test_the_relay_sends_in_order_and_once(with_kafka: TestClient) -> None:
    note = with_kafka.post("/api/notes", json={"title": "one"}).json()
    with_kafka.patch(f"/api/notes/{note['id']}", json={"title": "two"})
    broker = Broker()
    assert run(with_kafka, send_some, broker) == 2
    assert run(with_kafka, send_some, broker) == 0
    assert [topic for topic, _, _ in broker.sent] == ["notes", "notes"]
    assert [decode(value).title for _, value, _ in broker.sent] == ["one", "two"]
    assert {options["key"] for _, _, options in broker.sent} == {note["id"].encode()}


def test_what_kafka_did_not_confirm_is_sent_again(with_kafka: TestClient) -> None:
    with_kafka.post("/api/notes", json={"title": "one"})
    with pytest.raises(KafkaError):
        run(with_kafka, send_some, Broker(error=KafkaError()))
    assert run(with_kafka, send_some, Broker()) == 1


def test_one_relay_sends_at_a_time(with_kafka: TestClient) -> None:
    async def claim(app: FastAPI, minutes: int) -> None:
        async with app.state.sessions() as session:
            event = await session.scalar(select(OutboxEvent))
            event.claimed_until = now() + timedelta(minutes=minutes)
            await session.commit()

    with_kafka.post("/api/notes", json={"title": "one"})
    run(with_kafka, claim, 1)
    assert run(with_kafka, send_some, Broker()) == 0
    run(with_kafka, claim, -1)
    assert run(with_kafka, send_some, Broker()) == 1


def test_the_consumer_takes_an_event_once(client: TestClient) -> None:
    event = encode(make_event())
    assert run(client, read, event, event).committed == {"partition": 2}
    assert run(client, count_activity) == 1


def test_what_is_no_event_is_put_aside(client: TestClient) -> None:
    broker = run(client, read, b"nonsense", b'{"id": 1}', None, encode(make_event()))
    assert [topic for topic, _, _ in broker.sent] == ["notes.dead-letters"] * 3
    assert broker.sent[0][1] == b"nonsense"
    assert b"JSON" in dict(broker.sent[0][2]["headers"])["reason"]
    assert broker.committed == {"partition": 4}
    assert run(client, count_activity) == 1


def test_what_the_database_refuses_is_put_aside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise DataError("INSERT", {}, Exception("too long"))

    monkeypatch.setattr(activity, "handle", refuse)
    broker = run(client, read, encode(make_event()))
    assert dict(broker.sent[0][2]["headers"])["reason"] == b"too long"
    assert broker.committed == {"partition": 1}


def test_what_was_not_handled_is_not_confirmed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop(app: FastAPI) -> Broker:
        broker = Broker(encode(make_event()), b"nonsense")
        reader = broker.reader(app.state.sessions)

        async def fail(*_: object) -> None:
            broker.stopped.set()
            raise OperationalError("INSERT", {}, Exception())

        monkeypatch.setattr(activity, "handle", fail)
        await reader.read()
        return broker

    broker = run(client, stop)
    assert (broker.committed, broker.sent) == ({}, [])


def test_a_database_that_is_away_is_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled, failures = activity.handle, [OperationalError("INSERT", {}, Exception())]

    async def fail_once(*arguments: Any) -> None:
        if failures:
            raise failures.pop()
        await handled(*arguments)

    monkeypatch.setattr(activity, "handle", fail_once)
    monkeypatch.setattr(consumer, "SECONDS_BETWEEN_ATTEMPTS", 0.01)
    assert run(client, read, encode(make_event())).sent == []
    assert run(client, count_activity) == 1
