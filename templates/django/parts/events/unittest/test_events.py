"""Events: from the outbox to the activity, in the application and through Kafka.

Kafka is the one that its library brings for tests; it listens on a port of this computer.
"""

import json
import signal
from collections.abc import Callable
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import uuid4

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from app import activity, background, consumer, events, outbox, relay
from app.background import Stop
from app.models import Activity, OutboxEvent
from tests.base import ApiTestCase
from tests.clients import somebody

# Nothing listens on this port.
AWAY = "127.0.0.1:9"


def new_event() -> dict[str, Any]:
    """An event of somebody's note."""
    ids = {"id": uuid4(), "note_id": uuid4()}
    rest = {"type": "note.created", "audience": "somebody", "title": "é"}
    return {**ids, **rest, "at": timezone.now()}


def run_once(work: Callable[[Stop], None]) -> None:
    """Let a program do one round of its work."""
    stop = Stop()
    with patch.object(Stop, "sleep", lambda self, _: self.tell()):
        work(stop)


def read(*values: bytes | None) -> tuple[MagicMock, MagicMock]:
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
        # What it gives up when the database is away is not the connection of this test.
        patch("app.consumer.connection"),
        patch("app.consumer.Consumer") as reader,
        patch("app.consumer.Producer") as writer,
    ):
        reader.return_value.poll.side_effect = poll
        reader.return_value.seek.side_effect = KafkaException("not ours")
        consumer.consume(stop)
    return reader.return_value, writer.return_value


class InProcessTest(TransactionTestCase):
    """Without Kafka the activity hears of a change at the end of its transaction."""

    def setUp(self) -> None:
        self.api = somebody()

    def seen(self) -> list[tuple[str, str]]:
        items = self.api.get("/api/activity").json()["items"]
        return [(item["type"], item["title"]) for item in items]

    def test_the_activity_shows_a_change_at_once(self) -> None:
        note = self.api.post("/api/notes", {"title": "Milk"}).json()
        self.api.patch(f"/api/notes/{note['id']}", {"title": "Bread"})
        self.api.delete(f"/api/notes/{note['id']}")
        kinds = ["note.deleted", "note.updated", "note.created"]
        self.assertEqual(self.seen(), list(zip(kinds, ["Bread", "Bread", "Milk"], strict=True)))
        page = self.api.get("/api/activity?limit=1&offset=2").json()
        self.assertEqual((page["total"], page["limit"], page["offset"]), (3, 1, 2))
        (item,) = page["items"]
        self.assertEqual(set(item), {"id", "type", "note_id", "title", "at"})
        self.assertEqual(item["note_id"], note["id"])
        self.assertEqual(self.api.get("/api/activity?limit=0").status_code, 422)

    def test_a_change_is_written_without_the_activity(self) -> None:
        with patch("app.activity.handle", side_effect=OperationalError("away")):
            self.api.post("/api/notes", {"title": "first"})
        self.assertEqual(self.seen(), [])
        self.api.post("/api/notes", {"title": "second"})
        self.assertEqual([title for _, title in self.seen()], ["second", "first"])

    def test_what_others_do_is_not_shown(self) -> None:
        activity.handle(new_event())
        self.assertEqual(self.seen(), [])


class RelayTest(ApiTestCase):
    """What is sent to Kafka."""

    def setUp(self) -> None:
        super().setUp()
        # https://docs.confluent.io/platform/current/clients/librdkafka/html/md_CONFIGURATION.html
        self.broker = Producer({"test.mock.num.brokers": 1, "logger": events.kafka_log})
        (address,) = self.broker.list_topics(timeout=10).brokers.values()
        self.topic = f"notes-{uuid4().hex}"
        kafka = {
            "KAFKA_BOOTSTRAP_SERVERS": f"{address.host}:{address.port}",
            "KAFKA_TOPIC": self.topic,
        }
        overridden = override_settings(**kafka)
        overridden.enable()
        self.addCleanup(overridden.disable)
        self.note_id = self.api.post("/api/notes", {"title": "é"}).json()["id"]

    def test_the_relay_writes_json(self) -> None:
        run_once(relay.relay)
        self.assertEqual(outbox.find_unsent(), [])
        reader = Consumer({**events.client_options(), "group.id": uuid4().hex})
        reader.assign([TopicPartition(self.topic, n, OFFSET_BEGINNING) for n in range(4)])
        message = reader.poll(10)
        reader.close()
        assert message
        self.assertEqual(message.key(), self.note_id.encode())
        event = json.loads(message.value() or b"")
        self.assertEqual(set(event), {"id", "type", "note_id", "audience", "title", "at"})
        self.assertEqual((event["type"], event["title"]), ("note.created", "é"))
        self.assertTrue(event["at"].endswith("Z"))

    def test_of_two_relays_one_sends(self) -> None:
        self.assertEqual(len(relay.claim()), 1)
        self.assertEqual(relay.claim(), [])

    def test_what_kafka_did_not_confirm_stays(self) -> None:
        away = override_settings(KAFKA_BOOTSTRAP_SERVERS=AWAY)
        with away, patch("app.relay.SECONDS_TO_SEND", 0.1):
            run_once(relay.relay)
        self.assertEqual([event.claimed_until for event in outbox.find_unsent()], [None])

    def test_the_relay_waits_for_the_database(self) -> None:
        away = OperationalError("away")
        # The connection that it gives up is not that of this test.
        with (
            patch("app.relay.claim", side_effect=away),
            patch("app.relay.connection") as connection,
        ):
            run_once(relay.relay)
        connection.close.assert_called_once_with()


class ConsumerTest(TestCase):
    """What is heard from Kafka."""

    def test_an_event_that_comes_twice_counts_once(self) -> None:
        value = events.encode(OutboxEvent(**new_event()))
        reader, _ = read(value, value)
        self.assertEqual(reader.commit.call_count, 2)
        reader.close.assert_called_once_with()
        self.assertEqual(Activity.objects.get().title, "é")

    def test_what_is_no_event_is_put_aside(self) -> None:
        deep = b"[" * 100_000
        for value in (None, b"", b"nonsense", b"[]", b"{}", b'{"note_id": 7}', b"\xff", deep):
            with self.subTest(value=value and value[:20]):
                reader, writer = read(value)
                (topic, buried), named = writer.produce.call_args
                self.assertEqual((topic, buried), ("notes.dead-letters", value))
                self.assertTrue(dict(named["headers"])["reason"])
                reader.commit.assert_called_once()

    def test_what_the_database_says(self) -> None:
        for error, count in ((DataError("too long"), 1), (OperationalError("away"), 0)):
            with self.subTest(error=error), patch("app.activity.handle", side_effect=error):
                reader, writer = read(events.encode(OutboxEvent(**new_event())))
                self.assertEqual(writer.produce.call_count, count)
                self.assertEqual(reader.commit.call_count, count)


class ProgramsTest(TestCase):
    """The programs beside the server."""

    @override_settings(KAFKA_BOOTSTRAP_SERVERS=AWAY)
    def test_kafka_that_is_away_is_noticed(self) -> None:
        with patch("app.events.SECONDS_TO_ANSWER", 0.1), self.assertRaises(KafkaException):
            events.check()

    def test_the_programs_need_kafka(self) -> None:
        for command in ("relay", "consumer"):
            with self.assertRaisesRegex(CommandError, "KAFKA_BOOTSTRAP_SERVERS"):
                call_command(command)

    @override_settings(KAFKA_BOOTSTRAP_SERVERS=AWAY)
    def test_the_programs_stop_when_told(self) -> None:
        handlers: dict[int, Callable[[], None]] = {}

        def work(stop: Stop) -> None:
            handlers[signal.SIGTERM]()
            stop.sleep(60)

        with patch("signal.signal", handlers.__setitem__):
            background.run(work)
        self.assertEqual(set(handlers), {signal.SIGINT, signal.SIGTERM})
