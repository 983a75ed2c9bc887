"""`python -m app.relay`: send the events of the outbox to Kafka, until Ctrl+C or SIGTERM.

Of several relays one sends at a time, so that the events keep their order.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from app import background
from app.background import pause
from app.base import now
from app.database import Database
from app.events import Event, EventSettings, encode
from app.outbox import OutboxEvent, find_unsent, mark_sent

log = structlog.get_logger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# Longer than sending takes, and shorter than anybody wants to wait for a relay that was killed.
LEASE = timedelta(seconds=30)


async def relay(database: Database, settings: EventSettings, stopped: asyncio.Event) -> None:
    """Send what there is, and look again; wait for whatever is away."""
    while not stopped.is_set():
        # https://aiokafka.readthedocs.io/en/stable/producer.html#idempotent-produce
        producer = AIOKafkaProducer(
            bootstrap_servers=list(settings.kafka_bootstrap_servers),
            enable_idempotence=True,
            acks="all",
            request_timeout_ms=SECONDS_TO_SEND * 1000,
            retry_backoff_ms=1000,
        )
        try:
            await producer.start()
            while not stopped.is_set():
                if not await send_some(database, producer, settings.kafka_topic):
                    await pause(stopped, SECONDS_BETWEEN_LOOKS)
        except (KafkaError, PyMongoError, OSError) as error:
            log.warning("events wait", error=repr(error))
            await pause(stopped, SECONDS_BETWEEN_ATTEMPTS)
        finally:
            await producer.stop()


async def send_some(database: Database, producer: AIOKafkaProducer, topic: str) -> int:
    """Send some events in order, and return how many."""
    events = await claim(database)
    if not events:
        return 0
    try:
        await send(events, producer, topic)
    except BaseException:
        await release(database, events[0])
        raise
    await mark_sent(database, events)
    return len(events)


async def send(events: Sequence[OutboxEvent], producer: AIOKafkaProducer, topic: str) -> None:
    """Send events, and wait until Kafka has confirmed each."""
    answers = []
    for event in events:
        value = encode(Event.model_validate(event))
        # The key leads all events of a note to one partition, which keeps their order.
        answers.append(await producer.send(topic, value, key=event.note_id.encode()))
    done, pending = await asyncio.wait(answers, timeout=SECONDS_TO_SEND)
    if pending:
        raise TimeoutError("Kafka has not confirmed the events.")
    for answer in done:
        answer.result()  # raises what went wrong


async def claim(database: Database) -> Sequence[OutboxEvent]:
    """Take the oldest events for a while, unless another relay has some of them."""
    events = await find_unsent(database)
    moment = now()
    if not events or any(event.claimed_until and event.claimed_until > moment for event in events):
        return []
    free = [{"claimed_until": None}, {"claimed_until": {"$lte": moment}}]
    claimed = await database["outbox"].update_one(
        {"_id": events[0].id, "sent_at": None, "$or": free},
        {"$set": {"claimed_until": moment + LEASE}},
    )
    return events if claimed.modified_count else []


async def release(database: Database, oldest: OutboxEvent) -> None:
    """Let the next attempt begin at once."""
    await database["outbox"].update_one({"_id": oldest.id}, {"$set": {"claimed_until": None}})


if __name__ == "__main__":
    background.run(relay)
