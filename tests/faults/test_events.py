"""The events break: nothing is lost, nothing is doubled, and what makes no sense is set aside."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from confluent_kafka import Consumer, Producer

from .stacks import wait_until

if TYPE_CHECKING:
    from confluent_kafka import Message

    from .stacks import Api, Stack

pytestmark = pytest.mark.services

NOTES = 60
POISON = [b"not json", b"[]", b'{"note_id": 7}', b"", "\ud800".encode("utf-8", "surrogatepass")]


def shown_once(api: Api, notes: list[str]) -> bool:
    total, events = api.activity()
    assert total <= len(notes), "an event counts once"
    return sorted(event["note_id"] for event in events) == sorted(notes)


def test_a_consumer_that_is_killed_in_the_middle(stack: Stack) -> None:
    with stack.serving() as api, stack.beside("relay"):
        with stack.beside("consumer") as consumer:
            notes = [api.note()["id"] for _ in range(NOTES)]
            wait_until(lambda: api.activity()[0] > 0, 30, "the first event")
            consumer.kill()
        notes += [api.note()["id"] for _ in range(NOTES)]
        with stack.beside("consumer"):
            # The group waits until it is sure that its dead member is gone.
            wait_until(lambda: shown_once(api, notes), 90, "every event")


def test_a_relay_that_is_killed_in_the_middle(stack: Stack) -> None:
    with stack.serving() as api, stack.beside("consumer"):
        with stack.beside("relay") as relay:
            notes = [api.note()["id"] for _ in range(NOTES)]
            wait_until(lambda: api.activity()[0] > 0, 30, "the first event")
            relay.kill()
        notes += [api.note()["id"] for _ in range(NOTES)]
        with stack.beside("relay"), stack.project.beside("relay", stack.settings):
            wait_until(lambda: shown_once(api, notes), 60, "every event")


def test_what_is_no_event_is_set_aside(stack: Stack) -> None:
    topic, servers = stack.settings["KAFKA_TOPIC"], stack.settings["KAFKA_BOOTSTRAP_SERVERS"]
    producer = Producer({"bootstrap.servers": servers})
    with stack.serving() as api, stack.beside("relay"), stack.beside("consumer"):
        before = api.note()["id"]
        for body in POISON:
            producer.produce(topic, body, key=b"poison")
        assert producer.flush(10) == 0
        notes = [before, api.note()["id"]]
        wait_until(lambda: shown_once(api, notes), 30, "the events around it")
        dead = read(servers, f"{topic}.dead-letters", len(POISON))
    assert sorted(letter.value() or b"" for letter in dead) == sorted(POISON)
    assert all(letter.headers() for letter in dead), "each says why"


def read(servers: str, topic: str, count: int) -> list[Message]:
    """Read so many messages of a topic from its start."""
    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": uuid.uuid4().hex,
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([topic])
    found: list[Message] = []

    def enough() -> bool:
        message = consumer.poll(0.5)
        if message is not None and message.error() is None:
            found.append(message)
        return len(found) >= count

    try:
        wait_until(enough, 30, f"{count} messages of {topic}")
    finally:
        consumer.close()
    return found


def test_a_broker_that_is_away_stops_no_write(stack: Stack) -> None:
    kafka = stack.services.shares.private("kafka")
    with stack.serving() as api, stack.beside("relay"), stack.beside("consumer"):
        notes = [api.note()["id"]]
        wait_until(lambda: shown_once(api, notes), 30, "the first event")
        with kafka.away():
            notes += [api.note()["id"] for _ in range(5)]
            wait_until(lambda: api.failed_checks() == {"events"}, 10, "the check tells")
            assert api.activity()[0] == 1
        wait_until(lambda: api.failed_checks() == set(), 30, "the broker is back")
        wait_until(lambda: shown_once(api, notes), 90, "the events of meanwhile")


def test_a_database_that_is_away_is_waited_for(stack: Stack) -> None:
    database = stack.services.databases.private("postgresql")
    topic, servers = stack.settings["KAFKA_TOPIC"], stack.settings["KAFKA_BOOTSTRAP_SERVERS"]
    producer = Producer({"bootstrap.servers": servers})
    with (
        stack.serving() as api,
        stack.beside("relay") as relay,
        stack.beside("consumer") as consumer,
    ):
        notes = [api.note()["id"]]
        wait_until(lambda: shown_once(api, notes), 30, "the first event")
        with database.away():
            producer.produce(topic, b"not json", key=b"poison")
            assert producer.flush(10) == 0
            wait_until(lambda: api.failed_checks() == {"database"}, 10, "the check tells")
        wait_until(lambda: api.failed_checks() == set(), 30, "the database is back")
        notes.append(api.note()["id"])
        wait_until(lambda: shown_once(api, notes), 60, "an event after that")
        assert relay.process.poll() is None
        assert consumer.process.poll() is None
