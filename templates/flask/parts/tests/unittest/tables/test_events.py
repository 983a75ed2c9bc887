"""Events: from the outbox to the activity, in the application and through Kafka.

Kafka is the one that its library brings for tests; it listens on a port of this computer.
"""

import json
import os
import signal
from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep
from unittest.mock import MagicMock, patch
from uuid import uuid4

from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app import activity, background, consumer, events, outbox, relay
from app.background import Stop
from app.events import Event, EventSettings
from app.orm import utc_now
from app.outbox import OutboxEvent
from tests.base import ApiTestCase
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = EventSettings(kafka_bootstrap_servers="127.0.0.1:9")
DATABASE_AWAY = OperationalError("", None, Exception("away"))

handle = activity.handle


def new_event() -> Event:
    ids = {"id": uuid4(), "note_id": uuid4()}
    return Event(**ids, type="note.created", audience="somebody", title="Milk", at=utc_now())


class EventsTestCase(ApiTestCase):
    """Gives each test a person who writes notes, and the database."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()
        self.engine: Engine = self.app.extensions["engine"]

    def write(self, title: str = "Milk") -> str:
        response = self.client.post("/api/notes", json={"title": title})
        self.assertEqual(response.status_code, 201, response.text)
        return str(response.get_json()["id"])

    def seen(self) -> list[tuple[str, str]]:
        items = self.client.get("/api/activity").get_json()["items"]
        return [(item["type"], item["title"]) for item in items]

    def count(self) -> int:
        with Session(self.engine) as session:
            return session.query(activity.Activity).count()


class ActivityTest(EventsTestCase):
    """What the application does without Kafka."""

    def test_the_activity_shows_a_change_at_once(self) -> None:
        note_id = self.write()
        self.client.patch(f"/api/notes/{note_id}", json={"title": "Bread"})
        self.client.delete(f"/api/notes/{note_id}")
        expected = [
            ("note.deleted", "Bread"),
            ("note.updated", "Bread"),
            ("note.created", "Milk"),
        ]
        self.assertEqual(self.seen(), expected)
        page = self.client.get("/api/activity?limit=1&offset=2").get_json()
        self.assertEqual((page["total"], page["limit"], page["offset"]), (3, 1, 2))
        (item,) = page["items"]
        self.assertEqual(set(item), {"id", "type", "note_id", "title", "at"})
        self.assertEqual(item["note_id"], note_id)
        assert_problem(self.client.get("/api/activity?limit=0"), 422)

    def test_what_others_do_is_not_shown(self) -> None:
        with Session(self.engine) as session:
            activity.handle(session, new_event())
            session.commit()
        self.assertEqual(self.seen(), [])

    def test_a_change_is_written_without_the_activity(self) -> None:
        with patch("app.activity.handle", side_effect=DATABASE_AWAY):
            self.write("first")
        self.assertEqual(self.seen(), [])
        self.write("second")
        self.assertEqual([title for _, title in self.seen()], ["second", "first"])

    def test_kafka_that_is_away_is_noticed(self) -> None:
        with patch("app.events.SECONDS_TO_ANSWER", 0.1), self.assertRaises(KafkaException):
            events._ping(AWAY)

    def test_the_programs_need_kafka(self) -> None:
        with self.assertRaisesRegex(SystemExit, "KAFKA_BOOTSTRAP_SERVERS"):
            background.run(relay.relay)

    def test_the_programs_stop_when_told(self) -> None:
        handlers: dict[int, Callable[[], None]] = {}

        def work(_engine: Engine, _settings: EventSettings, stop: Stop) -> None:
            handlers[signal.SIGTERM]()
            stop.sleep(60)

        with (
            patch.dict(os.environ, {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"}),
            patch("app.background.create_app", return_value=self.app),
            patch("signal.signal", handlers.__setitem__),
        ):
            background.run(work)
        self.assertEqual(set(handlers), {signal.SIGINT, signal.SIGTERM})


class KafkaTest(EventsTestCase):
    """What the relay and the consumer do with Kafka."""

    kafka: Producer

    @classmethod
    def setUpClass(cls) -> None:
        # https://docs.confluent.io/platform/current/clients/librdkafka/html/md_CONFIGURATION.html
        cls.kafka = Producer({"test.mock.num.brokers": 1, "logger": events.kafka_log})

    def setUp(self) -> None:
        """Give the application Kafka, with a topic of its own."""
        super().setUp()
        (address,) = self.kafka.list_topics(timeout=10).brokers.values()
        name = f"notes-{uuid4().hex}"
        self.settings = EventSettings(
            kafka_bootstrap_servers=f"{address.host}:{address.port}",
            kafka_topic=name,
            kafka_group=name,
        )
        self.enterContext(patch.dict(self.app.extensions, {"events": self.settings}))
        self.enterContext(patch.object(events.kafka_log, "disabled", True))
        self.enterContext(patch("app.consumer.log"))

    def unsent(self) -> list[OutboxEvent]:
        with Session(self.engine) as session:
            return list(outbox.find_unsent(session))

    def run_until(self, done: Callable[[], bool], work: background.Work) -> None:
        """Let a program work in a thread until something is done."""
        stop = Stop()
        thread = Thread(target=work, args=(self.engine, self.settings, stop))
        thread.start()
        end = monotonic() + 30
        while not done() and monotonic() < end:
            sleep(0.05)
        stop.tell()
        thread.join()
        self.assertTrue(done())

    def first_message(self, topic: str) -> Message:
        reader = Consumer({**self.settings.client, "group.id": uuid4().hex})
        reader.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in range(4)])
        message = reader.poll(10)
        reader.close()
        assert message
        return message

    def test_through_kafka(self) -> None:
        note_id = self.write("é")
        self.assertEqual(self.seen(), [])
        # Comes before the event, in the same partition.
        stranger = Producer(self.settings.client)
        stranger.produce(self.settings.kafka_topic, b"{", key=note_id.encode())
        stranger.flush()
        self.run_until(lambda: not self.unsent(), relay.relay)

        errors = [DATABASE_AWAY]

        def handle_at_last(session: Session, event: Event) -> None:
            if errors:
                raise errors.pop()
            handle(session, event)

        with (
            patch("app.consumer.SECONDS_BETWEEN_ATTEMPTS", 0),
            patch("app.activity.handle", handle_at_last),
        ):
            self.run_until(lambda: self.seen() == [("note.created", "é")], consumer.consume)
        dead = self.first_message(self.settings.dead_letters)
        self.assertEqual((dead.value(), dead.key()), (b"{", note_id.encode()))
        self.assertIn("JSON", str(dict(dead.headers() or [])["reason"]))

    def test_the_relay_writes_json(self) -> None:
        note_id = self.write("é")
        self.run_until(lambda: not self.unsent(), relay.relay)
        message = self.first_message(self.settings.kafka_topic)
        event = json.loads(message.value() or b"")
        self.assertEqual(set(event), {"id", "type", "note_id", "audience", "title", "at"})
        found = (event["type"], event["note_id"], event["title"])
        self.assertEqual(found, ("note.created", note_id, "é"))
        self.assertTrue(event["at"].endswith("Z"))
        self.assertEqual(message.key(), note_id.encode())

    def test_of_two_relays_one_sends(self) -> None:
        self.write()
        with Session(self.engine) as one, Session(self.engine) as other:
            self.assertEqual(len(relay._claim(one)), 1)
            self.assertEqual(relay._claim(other), [])

    def test_what_kafka_did_not_confirm_stays(self) -> None:
        self.write()
        producer = Producer({**AWAY.client, "delivery.timeout.ms": 100})
        with Session(self.engine, expire_on_commit=False) as session:
            claimed = relay._claim(session)
            sent = relay._send(claimed, producer, "notes", Stop())
            relay._note(session, claimed, sent)
        self.assertEqual([event.claimed_until for event in self.unsent()], [None])

    def test_the_relay_waits_for_the_database(self) -> None:
        with patch("app.relay.find_unsent", side_effect=DATABASE_AWAY) as asked:
            self.run_until(lambda: asked.called, relay.relay)


class ConsumerTest(EventsTestCase):
    """What the consumer does with each message."""

    def read(self, *values: bytes | None) -> tuple[MagicMock, MagicMock]:
        """Let a consumer read values, and return the clients of Kafka that it used."""
        stop = Stop()
        messages = [MagicMock(**{"value.return_value": value}) for value in values]
        for message in messages:
            message.error.return_value = None

        def poll(_: float) -> MagicMock | None:
            if messages:
                return messages.pop(0)
            stop.tell()
            return None

        with (
            patch("app.consumer.SECONDS_BETWEEN_ATTEMPTS", 0),
            patch("app.consumer.TopicPartition"),
            patch("app.consumer.log"),
            patch("app.consumer.Consumer") as reader,
            patch("app.consumer.Producer") as writer,
        ):
            reader.return_value.poll.side_effect = poll
            reader.return_value.seek.side_effect = KafkaException("not ours")
            consumer.consume(self.engine, AWAY, stop)
        return reader.return_value, writer.return_value

    def test_an_event_that_comes_twice_counts_once(self) -> None:
        value = events.encode(new_event())
        reader, _ = self.read(value, value)
        self.assertEqual(reader.commit.call_count, 2)
        reader.close.assert_called_once_with()
        self.assertEqual(self.count(), 1)

    def test_what_is_no_event_is_put_aside(self) -> None:
        for value in (None, b"", b"nonsense", b"{}", b'{"id": 1}', b"\xff"):
            with self.subTest(value):
                reader, writer = self.read(value)
                (topic, buried), named = writer.produce.call_args
                self.assertEqual((topic, buried), ("notes.dead-letters", value))
                self.assertTrue(dict(named["headers"])["reason"])
                reader.commit.assert_called_once()

    def test_what_the_database_says(self) -> None:
        for error, buried, confirmed in (
            (IntegrityError("", None, Exception("twice")), 0, 1),
            (DataError("", None, Exception("too long")), 1, 1),
            (DATABASE_AWAY, 0, 0),
        ):
            with self.subTest(error), patch("app.activity.handle", side_effect=error):
                reader, writer = self.read(events.encode(new_event()))
                counts = (writer.produce.call_count, reader.commit.call_count)
                self.assertEqual(counts, (buried, confirmed))
