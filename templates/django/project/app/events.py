"""Events: what happened to a note, for programs that want to know.

They go through Kafka once KAFKA_BOOTSTRAP_SERVERS names brokers; until then they stay here.
"""

import json
import logging
from typing import Any

from confluent_kafka.admin import AdminClient
from django.conf import settings
from rest_framework import serializers

from app.serializers import StrictCharField

SECONDS_TO_ANSWER = 1.5

# Kafka's library writes here instead of on standard error.
kafka_log = logging.getLogger("kafka")


class EventSerializer(serializers.Serializer[Any]):
    """An event, as it is in the topic."""

    id = serializers.UUIDField()
    type = StrictCharField(max_length=40)
    note_id = serializers.UUIDField()
    audience = StrictCharField(max_length=36)
    title = StrictCharField(max_length=200)
    at = serializers.DateTimeField()


def encode(event: object) -> bytes:
    """Write an event as JSON."""
    return json.dumps(EventSerializer(event).data, ensure_ascii=False).encode()


def decode(value: bytes | None) -> dict[str, Any]:
    """Read an event, or raise a ValueError that says what is wrong with it."""
    try:
        fields = json.loads(value or b"")
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
    serializer = EventSerializer(data=fields)
    # A number would pass for an id otherwise.
    if isinstance(fields, dict) and not isinstance(fields.get("note_id", ""), str):
        raise ValueError("note_id: It is not a string.")
    if not serializer.is_valid():
        raise ValueError(json.dumps(serializer.errors))
    found: dict[str, Any] = serializer.validated_data
    return found


def client_options() -> dict[str, Any]:
    """What every client of Kafka needs to know.

    https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
    """
    return {
        "bootstrap.servers": settings.KAFKA_BOOTSTRAP_SERVERS,
        # A broker that is away is asked, and complained about, once a second.
        "reconnect.backoff.ms": 1000,
        "logger": kafka_log,
    }


def check() -> None:
    """Raise unless the brokers answer."""
    if settings.KAFKA_BOOTSTRAP_SERVERS:
        AdminClient(client_options()).list_topics(timeout=SECONDS_TO_ANSWER)
