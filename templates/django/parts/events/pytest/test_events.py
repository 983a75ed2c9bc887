"""Events: from the outbox to the activity, in the application and through Kafka.

Kafka is the one that its library brings for tests; it listens on a port of this computer.
"""

import json
import signal
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import uuid4

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Producer, TopicPartition
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from app import activity, background, consumer, events, outbox, relay
from app.background import Stop
from app.models import Activity, OutboxEvent

pytestmark = pytest.mark.django_db

# Nothing listens on this port.
AWAY = "127.0.0.1:9"


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """A broker in this process."""
    # https://docs.confluent.io/platform/current/clients/librdkafka/html/md_CONFIGURATION.html
    kafka = Producer({"test.mock.num.brokers": 1, "logger": events.kafka_log})
    (address,) = kafka.list_topics(timeout=10).brokers.values()
    yield f"{address.host}:{address.port}"


@pytest.fixture
def kafka(broker: str, settings: LazySettings) -> LazySettings:
    """Kafka for the application, with a topic of its own."""
    settings.KAFKA_BOOTSTRAP_SERVERS = broker
    settings.KAFKA_TOPIC = settings.KAFKA_GROUP = f"notes-{uuid4().hex}"
    return settings


def write(api: APIClient, title: str = "Milk") -> str:
    """Write a note, to the end of the transaction."""
    answer = api.post("/api/notes", {"title": title})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def seen(api: APIClient) -> list[tuple[str, str]]:
    """What the activity shows."""
    items = api.get("/api/activity").json()["items"]
    return [(item["type"], item["title"]) for item in items]


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


@pytest.mark.django_db(transaction=True)
def test_the_activity_shows_a_change_at_once(api: APIClient) -> None:
    note_id = write(api)
    api.patch(f"/api/notes/{note_id}", {"title": "Bread"})
    api.delete(f"/api/notes/{note_id}")
    assert seen(api) == [
        ("note.deleted", "Bread"),
        ("note.updated", "Bread"),
        ("note.created", "Milk"),
    ]
    page = api.get("/api/activity?limit=1&offset=2").json()
    assert (page["total"], page["limit"], page["offset"]) == (3, 1, 2)
    (item,) = page["items"]
    assert set(item) == {"id", "type", "note_id", "title", "at"}
    assert item["note_id"] == note_id
    assert api.get("/api/activity?limit=0").status_code == 422


def test_what_others_do_is_not_shown(api: APIClient) -> None:
    activity.handle(new_event())
    assert seen(api) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_is_written_without_the_activity(api: APIClient) -> None:
    with patch("app.activity.handle", side_effect=OperationalError("away")):
        write(api, "first")
    assert seen(api) == []
    write(api, "second")
    assert [title for _, title in seen(api)] == ["second", "first"]


def test_the_relay_writes_json(api: APIClient, kafka: LazySettings) -> None:
    note_id = write(api, "é")
    run_once(relay.relay)
    assert outbox.find_unsent() == []
    reader = Consumer({**events.client_options(), "group.id": uuid4().hex})
    places = [TopicPartition(kafka.KAFKA_TOPIC, n, OFFSET_BEGINNING) for n in range(4)]
    reader.assign(places)
    message = reader.poll(10)
    reader.close()
    assert message
    assert message.key() == note_id.encode()
    event = json.loads(message.value() or b"")
    assert set(event) == {"id", "type", "note_id", "audience", "title", "at"}
    assert (event["type"], event["note_id"], event["title"]) == ("note.created", note_id, "é")
    assert event["at"].endswith("Z")


@pytest.mark.usefixtures("kafka")
def test_of_two_relays_one_sends(api: APIClient) -> None:
    write(api)
    assert len(relay.claim()) == 1
    assert relay.claim() == []


@pytest.mark.usefixtures("kafka")
def test_what_kafka_did_not_confirm_stays(api: APIClient, settings: LazySettings) -> None:
    write(api)
    settings.KAFKA_BOOTSTRAP_SERVERS = AWAY
    with patch("app.relay.SECONDS_TO_SEND", 0.1):
        run_once(relay.relay)
    assert [event.claimed_until for event in outbox.find_unsent()] == [None]


def test_the_relay_waits_for_the_database(kafka: LazySettings) -> None:
    away = OperationalError("away")
    # The connection that it gives up is not that of this test.
    with patch("app.relay.claim", side_effect=away), patch("app.relay.connection") as connection:
        run_once(relay.relay)
    connection.close.assert_called_once_with()


def test_an_event_that_comes_twice_counts_once() -> None:
    value = events.encode(OutboxEvent(**new_event()))
    reader, _ = read(value, value)
    assert reader.commit.call_count == 2
    reader.close.assert_called_once_with()
    assert Activity.objects.get().title == "é"


@pytest.mark.parametrize(
    "value", [None, b"", b"nonsense", b"[]", b"{}", b'{"note_id": 7}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_event_is_put_aside(value: bytes | None) -> None:
    reader, writer = read(value)
    (topic, buried), named = writer.produce.call_args
    assert (topic, buried) == ("notes.dead-letters", value)
    assert dict(named["headers"])["reason"]
    reader.commit.assert_called_once()


@pytest.mark.parametrize(
    ("error", "buried", "confirmed"),
    [(DataError("too long"), 1, 1), (OperationalError("away"), 0, 0)],
)
def test_what_the_database_says(error: Exception, buried: int, confirmed: int) -> None:
    with patch("app.activity.handle", side_effect=error):
        reader, writer = read(events.encode(OutboxEvent(**new_event())))
    assert (writer.produce.call_count, reader.commit.call_count) == (buried, confirmed)


def test_kafka_that_is_away_is_noticed(settings: LazySettings) -> None:
    settings.KAFKA_BOOTSTRAP_SERVERS = AWAY
    with patch("app.events.SECONDS_TO_ANSWER", 0.1), pytest.raises(KafkaException):
        events.check()


@pytest.mark.parametrize("command", ["relay", "consumer"])
def test_the_programs_need_kafka(command: str) -> None:
    with pytest.raises(CommandError, match="KAFKA_BOOTSTRAP_SERVERS"):
        call_command(command)


def test_the_programs_stop_when_told(settings: LazySettings) -> None:
    settings.KAFKA_BOOTSTRAP_SERVERS = AWAY
    handlers: dict[int, Callable[[], None]] = {}

    def work(stop: Stop) -> None:
        handlers[signal.SIGTERM]()
        stop.sleep(60)

    with patch("signal.signal", handlers.__setitem__):
        background.run(work)
    assert set(handlers) == {signal.SIGINT, signal.SIGTERM}
