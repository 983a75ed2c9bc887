"""Events: what happened to a note, for programs that want to know.

They go through Kafka, and stay in this application until KAFKA_BOOTSTRAP_SERVERS names brokers.
https://aiokafka.readthedocs.io/en/stable/
"""

from datetime import UTC, datetime
from typing import Annotated

from aiokafka.client import AIOKafkaClient
from fastapi import FastAPI
from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer

from app import health
from app.schemas import UUID_PATTERN, Answer, Text, rfc3339
from app.settings import CommaList, EnvironmentSettings

MILLISECONDS_TO_ANSWER = 1500


class EventSettings(EnvironmentSettings):
    """Which brokers hold the events, and under which names."""

    # https://kafka.apache.org/documentation/#producerconfigs_bootstrap.servers
    kafka_bootstrap_servers: CommaList = ()
    # https://kafka.apache.org/documentation/#intro_concepts_and_terms
    kafka_topic: str = "notes"
    # https://kafka.apache.org/documentation/#consumerconfigs_group.id
    kafka_group: str = "notes-activity"

    @property
    def dead_letters(self) -> str:
        """Name the topic for what cannot be understood."""
        return f"{self.kafka_topic}.dead-letters"


def in_utc(moment: datetime) -> datetime:
    """Say the same moment in UTC."""
    return moment.astimezone(UTC)


Id = Annotated[str, Field(pattern=UUID_PATTERN)]
At = Annotated[AwareDatetime, AfterValidator(in_utc), PlainSerializer(rfc3339)]


class Event(Answer):
    """An event, as it is in the topic."""

    id: Id
    type: Annotated[Text, Field(max_length=40)]
    note_id: Id
    audience: Annotated[Text, Field(max_length=36)]
    title: Annotated[Text, Field(max_length=200)]
    at: At


def init_app(app: FastAPI) -> None:
    """Read where the events go."""
    app.state.event_settings = EventSettings()


def encode(event: Event) -> bytes:
    """Write an event as JSON."""
    return event.model_dump_json().encode()


def decode(value: bytes | None) -> Event:
    """Read an event; raise where it is none."""
    return Event.model_validate_json(value or b"")


@health.check("events")
async def ping(app: FastAPI) -> None:
    """Fail when no broker answers."""
    servers = app.state.event_settings.kafka_bootstrap_servers
    if servers:
        client = AIOKafkaClient(
            bootstrap_servers=list(servers), request_timeout_ms=MILLISECONDS_TO_ANSWER
        )
        try:
            await client.bootstrap()
        finally:
            await client.close()
