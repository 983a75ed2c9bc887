"""Events: from the outbox to the activity, in this process and over a Kafka that is played."""

import asyncio
import os
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from aiokafka.errors import KafkaError
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.exc import DataError, OperationalError

from app import activity, consumer, relay
from app.background import Sessions
from app.base import new_id, now
from app.consumer import Reader
from app.events import Event, decode, encode
from app.main import create_app
from app.outbox import OutboxEvent
from tests.base import ApiTest, DatabaseTest
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


async def claim(app: FastAPI, minutes: int) -> None:
    """Claim the event, as another relay does."""
    async with app.state.sessions() as session:
        event = await session.scalar(select(OutboxEvent))
        event.claimed_until = now() + timedelta(minutes=minutes)
        await session.commit()


async def read(app: FastAPI, broker: Broker) -> None:
    """Let a consumer take messages, until it has confirmed some or is told to stop."""
    await broker.reader(app.state.sessions).read()


async def count_activity(app: FastAPI) -> int:
    """Count what was heard of, whoever may see it."""
    async with app.state.sessions() as session:
        total: int = await session.scalar(select(func.count()).select_from(activity.Activity))
        return total


class ActivityTest(ApiTest):
    """The activity, without Kafka."""

    def test_it_shows_a_change_at_once(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Groceries"}).json()
        address = f"/api/notes/{note['id']}"
        self.client.patch(address, json={"title": "Packing"})
        self.client.delete(address)
        page = self.client.get("/api/activity").json()
        self.assertEqual(
            [(item["type"], item["title"]) for item in page["items"]],
            [
                ("note.deleted", "Packing"),
                ("note.updated", "Packing"),
                ("note.created", "Groceries"),
            ],
        )
        self.assertEqual(set(page["items"][0]), {"id", "type", "note_id", "title", "at"})
        self.assertEqual(page["items"][0]["note_id"], note["id"])
        self.assertEqual((page["total"], page["limit"], page["offset"]), (3, 20, 0))
        second = self.client.get("/api/activity?limit=1&offset=1").json()
        self.assertEqual(second["items"], page["items"][1:2])
        self.assertEqual(self.client.get("/api/activity?limit=0").status_code, 422)


class RelayTest(DatabaseTest):
    """The outbox, with a Kafka that is away."""

    def setUp(self) -> None:
        """Name Kafka, and open a client."""
        super().setUp()
        self.enterContext(patch.dict(os.environ, KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"))
        self.client = self.enterContext(api_client(app=create_app()))
        self.note = self.client.post("/api/notes", json={"title": "one"}).json()

    def test_without_kafka_writes_go_on(self) -> None:
        self.assertEqual(self.client.get("/api/activity").json()["total"], 0)
        ready = self.client.get("/health/ready")
        self.assertEqual(ready.status_code, 503)
        self.assertEqual(ready.json()["checks"]["events"], "failed")

    def test_the_relay_sends_in_order_and_once(self) -> None:
        self.client.patch(f"/api/notes/{self.note['id']}", json={"title": "two"})
        broker = Broker()
        self.assertEqual(run(self.client, send_some, broker), 2)
        self.assertEqual(run(self.client, send_some, broker), 0)
        self.assertEqual([topic for topic, _, _ in broker.sent], ["notes", "notes"])
        self.assertEqual([decode(value).title for _, value, _ in broker.sent], ["one", "two"])
        keys = {options["key"] for _, _, options in broker.sent}
        self.assertEqual(keys, {self.note["id"].encode()})

    def test_what_kafka_did_not_confirm_is_sent_again(self) -> None:
        with self.assertRaises(KafkaError):
            run(self.client, send_some, Broker(error=KafkaError()))
        self.assertEqual(run(self.client, send_some, Broker()), 1)

    def test_one_relay_sends_at_a_time(self) -> None:
        run(self.client, claim, 1)
        self.assertEqual(run(self.client, send_some, Broker()), 0)
        run(self.client, claim, -1)
        self.assertEqual(run(self.client, send_some, Broker()), 1)


class ConsumerTest(ApiTest):
    """What becomes of the messages in the topic."""

    def read(self, *messages: bytes | None) -> Broker:
        """Let a consumer take messages, and return who handed them out."""
        broker = Broker(*messages)
        run(self.client, read, broker)
        return broker

    def test_it_takes_an_event_once(self) -> None:
        event = encode(make_event())
        self.assertEqual(self.read(event, event).committed, {"partition": 2})
        self.assertEqual(run(self.client, count_activity), 1)

    def test_what_is_no_event_is_put_aside(self) -> None:
        broker = self.read(b"nonsense", b'{"id": 1}', None, encode(make_event()))
        self.assertEqual([topic for topic, _, _ in broker.sent], ["notes.dead-letters"] * 3)
        self.assertEqual(broker.sent[0][1], b"nonsense")
        self.assertIn(b"JSON", dict(broker.sent[0][2]["headers"])["reason"])
        self.assertEqual(broker.committed, {"partition": 4})
        self.assertEqual(run(self.client, count_activity), 1)

    def test_what_the_database_refuses_is_put_aside(self) -> None:
        error = DataError("INSERT", {}, Exception("too long"))
        with patch.object(activity, "handle", side_effect=error):
            broker = self.read(encode(make_event()))
        self.assertEqual(dict(broker.sent[0][2]["headers"])["reason"], b"too long")
        self.assertEqual(broker.committed, {"partition": 1})

    def test_what_was_not_handled_is_not_confirmed(self) -> None:
        broker = Broker(encode(make_event()), b"nonsense")

        async def fail(*_: object) -> None:
            broker.stopped.set()
            raise OperationalError("INSERT", {}, Exception())

        with patch.object(activity, "handle", fail):
            run(self.client, read, broker)
        self.assertEqual((broker.committed, broker.sent), ({}, []))

    def test_a_database_that_is_away_is_waited_for(self) -> None:
        handled, failures = activity.handle, [OperationalError("INSERT", {}, Exception())]

        async def fail_once(*arguments: Any) -> None:
            if failures:
                raise failures.pop()
            await handled(*arguments)

        self.enterContext(patch.object(consumer, "SECONDS_BETWEEN_ATTEMPTS", 0.01))
        with patch.object(activity, "handle", fail_once):
            self.assertEqual(self.read(encode(make_event())).sent, [])
        self.assertEqual(run(self.client, count_activity), 1)
