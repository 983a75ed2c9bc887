"""`python -m app.relay`: send the events of the outbox to Kafka, until Ctrl+C or SIGTERM.

Of several relays one sends at a time, so that the events keep their order.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from sqlalchemy import CursorResult, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app import background
from app.background import Sessions, pause
from app.base import now
from app.events import Event, EventSettings, encode
from app.outbox import OutboxEvent, find_unsent, mark_sent

log = structlog.get_logger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# Longer than sending takes, and shorter than anybody wants to wait for a relay that was killed.
LEASE = timedelta(seconds=30)


async def relay(sessions: Sessions, settings: EventSettings, stopped: asyncio.Event) -> None:
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
                async with sessions() as session:
                    count = await send_some(session, producer, settings.kafka_topic)
                if not count:
                    await pause(stopped, SECONDS_BETWEEN_LOOKS)
        except (KafkaError, SQLAlchemyError, OSError) as error:
            log.warning("events wait", error=repr(error))
            await pause(stopped, SECONDS_BETWEEN_ATTEMPTS)
        finally:
            await producer.stop()


async def send_some(session: AsyncSession, producer: AIOKafkaProducer, topic: str) -> int:
    """Send some events in order, and return how many."""
    events = await claim(session)
    if not events:
        return 0
    try:
        await send(events, producer, topic)
    except BaseException:
        await release(session, events[0])
        raise
    await mark_sent(session, events)
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


async def claim(session: AsyncSession) -> Sequence[OutboxEvent]:
    """Take the oldest events for a while, unless another relay has some of them."""
    events = await find_unsent(session)
    moment = now()
    if not events or any(event.claimed_until and event.claimed_until > moment for event in events):
        return []
    free = or_(OutboxEvent.claimed_until.is_(None), OutboxEvent.claimed_until <= moment)
    oldest = OutboxEvent.position == events[0].position
    claimed = await session.execute(
        update(OutboxEvent)
        .where(oldest, OutboxEvent.sent_at.is_(None), free)
        .values(claimed_until=moment + LEASE),
        execution_options={"synchronize_session": False},
    )
    await session.commit()
    return events if cast("CursorResult[Any]", claimed).rowcount else []


async def release(session: AsyncSession, oldest: OutboxEvent) -> None:
    """Let the next attempt begin at once."""
    claimed = OutboxEvent.position == oldest.position
    await session.execute(update(OutboxEvent).where(claimed).values(claimed_until=None))
    await session.commit()


if __name__ == "__main__":
    background.run(relay)
