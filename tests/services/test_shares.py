"""Projects that share a server do not meet, and their data outlives a restart."""

from __future__ import annotations

import shutil
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from amqp import Message  # type: ignore[import-untyped]
from amqp.exceptions import AMQPError  # type: ignore[import-untyped]
from confluent_kafka import Consumer, Producer
from redis import Redis

from . import kafka, memcached, rabbitmq
from .servers import SERVICES, variable
from .shares import Shares

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.services

TEXT = "é 🐍"
SHARED = ["kafka", "memcached", "oidc", "rabbitmq", "redis"]
each_service = pytest.mark.parametrize("choice", SHARED)


def read_redis(url: str, text: str = "") -> str:
    with Redis.from_url(url, decode_responses=True) as client:
        if text:
            client.set("word", text)
        return str(client.get("word") or "")


def read_memcached(url: str, text: str = "") -> str:
    with memcached.client(url) as client:
        if text:
            client.set("word", text.encode(), noreply=False)
        return bytes(client.get("word") or b"").decode()


def read_rabbitmq(url: str, text: str = "") -> str:
    """Confirmed by the broker, and read from a durable queue that keeps it."""
    with rabbitmq.connected(url) as connection:
        channel = connection.channel()
        channel.confirm_select()
        channel.queue_declare("words", durable=True, auto_delete=False)
        if text:
            channel.basic_publish_confirm(Message(text, delivery_mode=2), routing_key="words")
        found = channel.basic_get("words")
        return str(found.body) if found else ""


def read_kafka(url: str, text: str = "") -> str:
    """By a consumer group of its own, which has to be told of the topic's partitions first."""
    settings = kafka.settings(url)
    servers, topic = settings["KAFKA_BOOTSTRAP_SERVERS"], settings["KAFKA_TOPIC"]
    if text:
        producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True})
        producer.produce(topic, text.encode(), key=b"id")
        assert producer.flush(20) == 0
    group = {"group.id": uuid.uuid4().hex, "auto.offset.reset": "earliest"}
    consumer = Consumer({"bootstrap.servers": servers, "enable.partition.eof": True, **group})
    consumer.subscribe([topic])
    try:
        for _ in range(kafka.PARTITIONS):
            message = consumer.poll(20)
            assert message is not None
            if not message.error():
                return (message.value() or b"").decode()
        return ""
    finally:
        consumer.close()


READERS: dict[str, Callable[..., str]] = {
    "redis": read_redis,
    "memcached": read_memcached,
    "rabbitmq": read_rabbitmq,
    "kafka": read_kafka,
}
each_store = pytest.mark.parametrize("choice", sorted(READERS))


@each_store
def test_a_share_is_empty_and_keeps_what_it_is_given(service_url: Shares, choice: str) -> None:
    share, read = service_url(choice), READERS[choice]
    assert read(share) == ""
    assert read(share, TEXT) == TEXT


@pytest.mark.parametrize("choice", sorted(set(READERS) - {"memcached"}))
def test_two_shares_do_not_meet(service_url: Shares, choice: str) -> None:
    first, second = service_url(choice), service_url(choice)
    assert first != second
    assert READERS[choice](first, TEXT) == TEXT
    assert READERS[choice](second) == ""


def test_the_next_share_of_a_memcached_is_empty(service_url: Shares) -> None:
    assert read_memcached(service_url("memcached"), TEXT) == TEXT
    assert read_memcached(service_url("memcached")) == ""


@pytest.mark.parametrize("choice", sorted(set(READERS) - {"memcached", "rabbitmq"}))
def test_what_was_written_outlives_a_restart(service_url: Shares, choice: str) -> None:
    share = service_url(choice)
    READERS[choice](share, TEXT)
    service_url.private(choice).restart()
    assert READERS[choice](share) == TEXT


def test_a_message_outlives_a_restart(service_url: Shares) -> None:
    share = service_url("rabbitmq")
    with rabbitmq.connected(share) as connection:
        channel = connection.channel()
        channel.queue_declare("words", durable=True, auto_delete=False)
        channel.confirm_select()
        channel.basic_publish_confirm(Message(TEXT, delivery_mode=2), routing_key="words")
    service_url.private("rabbitmq").restart()
    assert read_rabbitmq(share) == TEXT


def test_an_unknown_virtual_host_is_refused(service_url: Shares) -> None:
    url = f"{service_url.private('rabbitmq').url}nobody"
    with pytest.raises(AMQPError), rabbitmq.connected(url):
        pass


def test_a_consumer_group_goes_on_where_it_was(service_url: Shares) -> None:
    settings = kafka.settings(service_url("kafka"))
    broker = {"bootstrap.servers": settings["KAFKA_BOOTSTRAP_SERVERS"]}
    producer = Producer(broker)
    for number in range(2):
        producer.produce(settings["KAFKA_TOPIC"], str(number).encode(), key=b"one partition")
    assert producer.flush(20) == 0
    for number in range(2):
        group = {"group.id": settings["KAFKA_GROUP"], "auto.offset.reset": "earliest"}
        consumer = Consumer({**broker, **group, "enable.auto.commit": False})
        consumer.subscribe([settings["KAFKA_TOPIC"]])
        message = consumer.poll(30)
        assert message is not None
        assert message.value() == str(number).encode()
        consumer.commit(message=message, asynchronous=False)
        consumer.close()


@each_service
def test_a_given_server_is_used_and_left_running(
    service_url: Shares, monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    given = service_url.private(choice).url
    monkeypatch.setenv(variable(choice), given)
    with Shares() as shares:
        share = shares(choice)
        assert urlsplit(share).port == urlsplit(given).port
        if choice in READERS:
            assert READERS[choice](share, TEXT) == TEXT
        assert shares.started == {}
    assert service_url.private(choice).answers()
    if choice in {"redis", "memcached"}:
        assert READERS[choice](share) == "", "what a project left is removed"
    if choice == "kafka":
        wait_until_gone(share)


def wait_until_gone(share: str) -> None:
    topic = kafka.settings(share)["KAFKA_TOPIC"]
    deadline = time.monotonic() + 20
    while topic in kafka.admin(share).list_topics(timeout=10).topics:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@each_service
@pytest.mark.parametrize("required", [True, False], ids=["proof", "laptop"])
def test_without_a_server(monkeypatch: pytest.MonkeyPatch, choice: str, required: bool) -> None:
    monkeypatch.setenv("SCAFFOLD_REQUIRE_SERVICES", "1" if required else "")
    monkeypatch.delenv(variable(choice), raising=False)
    monkeypatch.setattr(SERVICES[choice], "find", lambda: None)
    ends = pytest.fail.Exception if required else pytest.skip.Exception
    with pytest.raises(ends, match=variable(choice)):
        Shares()(choice)


@pytest.mark.parametrize("missing", ["java", "mvn"])
def test_kafka_needs_java_and_maven(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == missing else found(name))
    assert kafka.Kafka.find() is None
