"""`python -m app.relay`: send the events of the outbox to Kafka, until Ctrl-C or SIGTERM.

Of several relays one sends at a time, so that the events keep their order.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from confluent_kafka import Producer
from sqlalchemy import Engine, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import background
from app.background import Stop
from app.events import Event, EventSettings, encode
from app.orm import utc_now
from app.outbox import OutboxEvent, find_unsent, mark_sent

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# Longer than sending takes, and shorter than anybody wants to wait for a relay that was killed.
LEASE = timedelta(seconds=30)

log = structlog.get_logger()


def relay(engine: Engine, settings: EventSettings, stop: Stop) -> None:
    """Send what there is, and look again; wait for whatever is away."""
    # https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
    producer = Producer(
        {
            **settings.client,
            # An event is written once and in order, and counts as sent when every copy is.
            "enable.idempotence": True,
            "acks": "all",
            "delivery.timeout.ms": SECONDS_TO_SEND * 1000,
        }
    )
    while not stop.told:
        seconds: float = SECONDS_BETWEEN_ATTEMPTS
        try:
            with Session(engine, expire_on_commit=False) as session:
                events = _claim(session)
                sent = _send(events, producer, settings.kafka_topic, stop)
                _note(session, events, sent)
                if len(sent) == len(events):
                    seconds = 0 if events else SECONDS_BETWEEN_LOOKS
        except SQLAlchemyError:
            log.warning("database_away", exc_info=True)
        producer.poll(0)
        stop.sleep(seconds)


def _claim(session: Session) -> Sequence[OutboxEvent]:
    """Take the oldest events for a while, unless another relay has them."""
    events = find_unsent(session)
    session.commit()
    if not events:
        return []
    now = utc_now()
    free = or_(OutboxEvent.claimed_until.is_(None), OutboxEvent.claimed_until <= now)
    # Who has the first of them has them all.
    claimed = session.connection().execute(
        update(OutboxEvent)
        .where(OutboxEvent.position == events[0].position, OutboxEvent.sent_at.is_(None), free)
        .values(claimed_until=now + LEASE)
    )
    session.commit()
    return events if claimed.rowcount else []


def _send(events: Sequence[OutboxEvent], producer: Producer, topic: str, stop: Stop) -> set[int]:
    """Send events, and tell which of them Kafka has confirmed."""
    confirmed: set[int] = set()
    for event in events:
        producer.produce(
            topic,
            encode(Event.model_validate(event)),
            # The key leads all events of a note to one partition, which keeps their order.
            key=str(event.note_id).encode(),
            on_delivery=partial(_confirm, confirmed, event.position),
        )
    while len(producer) and not stop.told:
        producer.poll(0.1)
    return confirmed


def _confirm(confirmed: set[int], position: int, error: Any, _message: Any) -> None:
    if error is None:
        confirmed.add(position)
    else:
        log.warning("event_not_sent", position=position, error=str(error))


def _note(session: Session, events: Sequence[OutboxEvent], sent: set[int]) -> None:
    """Mark what was sent, and let go of the rest, so that the next attempt can begin."""
    mark_sent(session, sent)
    if len(sent) < len(events):
        first = OutboxEvent.position == events[0].position
        session.connection().execute(update(OutboxEvent).where(first).values(claimed_until=None))
    session.commit()


if __name__ == "__main__":
    background.run(relay)
