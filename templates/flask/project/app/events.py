"""Events: what happened to a note, for programs that want to know.

They go through Kafka once KAFKA_BOOTSTRAP_SERVERS names brokers; until then they stay here.
https://docs.confluent.io/kafka-clients/python/current/overview.html
"""

import logging
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from confluent_kafka.admin import AdminClient
from flask import Flask
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from app import health
from app.schemas import Storable, to_rfc3339
from app.settings import EnvSettings

SECONDS_TO_ANSWER = 1.5

# Kafka's library writes here instead of on standard error.
kafka_log = logging.getLogger("kafka")


class EventSettings(EnvSettings):
    """Which brokers hold the events, and under which names."""

    # https://kafka.apache.org/documentation/#producerconfigs_bootstrap.servers
    kafka_bootstrap_servers: str | None = None
    # https://kafka.apache.org/documentation/#intro_concepts_and_terms
    kafka_topic: str = "notes"
    # https://kafka.apache.org/documentation/#consumerconfigs_group.id
    kafka_group: str = "notes-activity"

    @property
    def client(self) -> dict[str, Any]:
        """What every client of Kafka needs to know."""
        return {
            "bootstrap.servers": self.kafka_bootstrap_servers,
            # A broker that is away is asked, and complained about, once a second.
            "reconnect.backoff.ms": 1000,
            "logger": kafka_log,
        }

    @property
    def dead_letters(self) -> str:
        """The topic for what cannot be understood."""
        return f"{self.kafka_topic}.dead-letters"


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


At = Annotated[
    AwareDatetime, AfterValidator(_in_utc), PlainSerializer(to_rfc3339, when_used="json")
]


class Event(BaseModel):
    """An event, as it is in the topic."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    type: Annotated[str, Field(max_length=40), Storable]
    note_id: UUID
    audience: Annotated[str, Field(max_length=36), Storable]
    title: Annotated[str, Field(max_length=200), Storable]
    at: At


def init_app(app: Flask) -> None:
    """Read where the events go, and watch over it."""
    settings = EventSettings.load()
    app.extensions["events"] = settings
    health.register(app, "events", lambda: _ping(settings))


def encode(event: Event) -> bytes:
    """Write an event as JSON."""
    return event.model_dump_json().encode()


def decode(value: bytes | None) -> Event:
    """Read an event, or raise what is wrong with it."""
    return Event.model_validate_json(value or b"")


def _ping(settings: EventSettings) -> None:
    if settings.kafka_bootstrap_servers:
        AdminClient(settings.client).list_topics(timeout=SECONDS_TO_ANSWER)
