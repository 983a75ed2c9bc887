"""Events: from the outbox to the activity, in the application and through Kafka.

Kafka is the one that its library brings for tests; it listens on a port of this computer.
"""

import json
import signal
from collections.abc import Callable, Iterator
from threading import Thread
from time import monotonic, sleep
from unittest.mock import MagicMock, patch
from uuid import uuid4

import pytest
from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app import activity, background, consumer, events, outbox, relay
from app.background import Stop
from app.events import Event, EventSettings
from app.orm import utc_now
from app.outbox import OutboxEvent
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = EventSettings(kafka_bootstrap_servers="127.0.0.1:9")
DATABASE_AWAY = OperationalError("", None, Exception("away"))

handle = activity.handle


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    # https://docs.confluent.io/platform/current/clients/librdkafka/html/md_CONFIGURATION.html
    kafka = Producer({"test.mock.num.brokers": 1, "logger": events.kafka_log})
    (address,) = kafka.list_topics(timeout=10).brokers.values()
    yield f"{address.host}:{address.port}"


@pytest.fixture
def settings(app: Flask, broker: str) -> Iterator[EventSettings]:
    """Kafka for the application, with a topic of its own."""
    name = f"notes-{uuid4().hex}"
    kafka = EventSettings(kafka_bootstrap_servers=broker, kafka_topic=name, kafka_group=name)
    with patch.dict(app.extensions, {"events": kafka}):
        yield kafka


@pytest.fixture
def engine(app: Flask) -> Engine:
    found: Engine = app.extensions["engine"]
    return found


def write(client: FlaskClient, title: str = "Milk") -> str:
    response = client.post("/api/notes", json={"title": title})
    assert response.status_code == 201, response.text
    return str(response.get_json()["id"])


def seen(client: FlaskClient) -> list[tuple[str, str]]:
    items = client.get("/api/activity").get_json()["items"]
    return [(item["type"], item["title"]) for item in items]


def unsent(engine: Engine) -> list[OutboxEvent]:
    with Session(engine) as session:
        return list(outbox.find_unsent(session))


def new_event() -> Event:
    ids = {"id": uuid4(), "note_id": uuid4()}
    return Event(**ids, type="note.created", audience="somebody", title="Milk", at=utc_now())


def run_until(done: Callable[[], bool], work: Callable[[Stop], None]) -> None:
    """Let a program work in a thread until something is done."""
    stop = Stop()
    thread = Thread(target=work, args=(stop,))
    thread.start()
    end = monotonic() + 30
    while not done() and monotonic() < end:
        sleep(0.05)
    stop.tell()
    thread.join()
    assert done()


def first_message(settings: EventSettings, topic: str) -> Message:
    reader = Consumer({**settings.client, "group.id": uuid4().hex})
    reader.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in range(4)])
    message = reader.poll(10)
    reader.close()
    assert message
    return message


def read(engine: Engine, *values: bytes | None) -> tuple[MagicMock, MagicMock]:
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
        patch("app.consumer.Consumer") as reader,
        patch("app.consumer.Producer") as writer,
    ):
        reader.return_value.poll.side_effect = poll
        reader.return_value.seek.side_effect = KafkaException("not ours")
        consumer.consume(engine, AWAY, stop)
    return reader.return_value, writer.return_value


def test_the_activity_shows_a_change_at_once(client: FlaskClient) -> None:
    note_id = write(client)
    client.patch(f"/api/notes/{note_id}", json={"title": "Bread"})
    client.delete(f"/api/notes/{note_id}")
    assert seen(client) == [
        ("note.deleted", "Bread"),
        ("note.updated", "Bread"),
        ("note.created", "Milk"),
    ]
    page = client.get("/api/activity?limit=1&offset=2").get_json()
    assert (page["total"], page["limit"], page["offset"]) == (3, 1, 2)
    (item,) = page["items"]
    assert set(item) == {"id", "type", "note_id", "title", "at"}
    assert item["note_id"] == note_id
    assert_problem(client.get("/api/activity?limit=0"), 422)


def test_what_others_do_is_not_shown(client: FlaskClient, engine: Engine) -> None:
    with Session(engine) as session:
        activity.handle(session, new_event())
        session.commit()
    assert seen(client) == []


def test_a_change_is_written_without_the_activity(client: FlaskClient) -> None:
    with patch("app.activity.handle", side_effect=DATABASE_AWAY):
        write(client, "first")
    assert seen(client) == []
    write(client, "second")
    assert [title for _, title in seen(client)] == ["second", "first"]


def test_through_kafka(client: FlaskClient, engine: Engine, settings: EventSettings) -> None:
    note_id = write(client, "é")
    assert seen(client) == []
    # Comes before the event, in the same partition.
    stranger = Producer(settings.client)
    stranger.produce(settings.kafka_topic, b"{", key=note_id.encode())
    stranger.flush()
    run_until(lambda: not unsent(engine), lambda stop: relay.relay(engine, settings, stop))

    errors = [DATABASE_AWAY]

    def handle_at_last(session: Session, event: Event) -> None:
        if errors:
            raise errors.pop()
        handle(session, event)

    with (
        patch("app.consumer.SECONDS_BETWEEN_ATTEMPTS", 0),
        patch("app.activity.handle", handle_at_last),
    ):
        run_until(
            lambda: seen(client) == [("note.created", "é")],
            lambda stop: consumer.consume(engine, settings, stop),
        )
    dead = first_message(settings, settings.dead_letters)
    assert (dead.value(), dead.key()) == (b"{", note_id.encode())
    assert "JSON" in str(dict(dead.headers() or [])["reason"])


def test_the_relay_writes_json(
    client: FlaskClient, engine: Engine, settings: EventSettings
) -> None:
    note_id = write(client, "é")
    run_until(lambda: not unsent(engine), lambda stop: relay.relay(engine, settings, stop))
    message = first_message(settings, settings.kafka_topic)
    event = json.loads(message.value() or b"")
    assert set(event) == {"id", "type", "note_id", "audience", "title", "at"}
    assert (event["type"], event["note_id"], event["title"]) == ("note.created", note_id, "é")
    assert event["at"].endswith("Z")
    assert message.key() == note_id.encode()


@pytest.mark.usefixtures("settings")
def test_of_two_relays_one_sends(client: FlaskClient, engine: Engine) -> None:
    write(client)
    with Session(engine) as one, Session(engine) as other:
        assert len(relay._claim(one)) == 1
        assert relay._claim(other) == []


@pytest.mark.usefixtures("settings")
def test_what_kafka_did_not_confirm_stays(client: FlaskClient, engine: Engine) -> None:
    write(client)
    producer = Producer({**AWAY.client, "delivery.timeout.ms": 100})
    with Session(engine, expire_on_commit=False) as session:
        claimed = relay._claim(session)
        sent = relay._send(claimed, producer, "notes", Stop())
        relay._note(session, claimed, sent)
    assert [event.claimed_until for event in unsent(engine)] == [None]


def test_the_relay_waits_for_the_database(engine: Engine) -> None:
    with patch("app.relay.find_unsent", side_effect=DATABASE_AWAY) as asked:
        run_until(lambda: asked.called, lambda stop: relay.relay(engine, AWAY, stop))


def test_an_event_that_comes_twice_counts_once(engine: Engine) -> None:
    value = events.encode(new_event())
    reader, _ = read(engine, value, value)
    assert reader.commit.call_count == 2
    reader.close.assert_called_once_with()
    with Session(engine) as session:
        assert session.query(activity.Activity).count() == 1


@pytest.mark.parametrize("value", [None, b"", b"nonsense", b"{}", b'{"id": 1}', b"\xff"])
def test_what_is_no_event_is_put_aside(engine: Engine, value: bytes | None) -> None:
    reader, writer = read(engine, value)
    (topic, buried), named = writer.produce.call_args
    assert (topic, buried) == ("notes.dead-letters", value)
    assert dict(named["headers"])["reason"]
    reader.commit.assert_called_once()


@pytest.mark.parametrize(
    ("error", "buried", "confirmed"),
    [
        (IntegrityError("", None, Exception("twice")), 0, 1),
        (DataError("", None, Exception("too long")), 1, 1),
        (DATABASE_AWAY, 0, 0),
    ],
)
def test_what_the_database_says(
    engine: Engine, error: Exception, buried: int, confirmed: int
) -> None:
    with patch("app.activity.handle", side_effect=error):
        reader, writer = read(engine, events.encode(new_event()))
    assert (writer.produce.call_count, reader.commit.call_count) == (buried, confirmed)


def test_kafka_that_is_away_is_noticed() -> None:
    with patch("app.events.SECONDS_TO_ANSWER", 0.1), pytest.raises(KafkaException):
        events._ping(AWAY)


def test_the_programs_need_kafka() -> None:
    with pytest.raises(SystemExit, match="KAFKA_BOOTSTRAP_SERVERS"):
        background.run(relay.relay)


def test_the_programs_stop_when_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    handlers: dict[int, Callable[[], None]] = {}

    def work(_engine: Engine, _settings: EventSettings, stop: Stop) -> None:
        handlers[signal.SIGTERM]()
        stop.sleep(60)

    with (
        patch("app.background.create_app", return_value=app),
        patch("signal.signal", handlers.__setitem__),
    ):
        background.run(work)
    assert set(handlers) == {signal.SIGINT, signal.SIGTERM}
