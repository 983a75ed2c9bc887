"""`python -m app.relay`: send the events of the outbox to Kafka, until Ctrl-C or SIGTERM.

Of several relays one sends at a time, so that the events keep their order.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from confluent_kafka import Producer
from pymongo.errors import PyMongoError

from app import background
from app.background import Stop
from app.database import Db, utc_now
from app.events import Event, EventSettings, encode
from app.outbox import OutboxEvent, find_unsent, mark_sent

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# Longer than sending takes, and shorter than anybody wants to wait for a relay that was killed.
LEASE = timedelta(seconds=30)

log = structlog.get_logger()


def relay(db: Db, settings: EventSettings, stop: Stop) -> None:
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
            events = _claim(db)
            sent = _send(events, producer, settings.kafka_topic, stop)
            _note(db, events, sent)
            if len(sent) == len(events):
                seconds = 0 if events else SECONDS_BETWEEN_LOOKS
        except PyMongoError:
            log.warning("database_away", exc_info=True)
        producer.poll(0)
        stop.sleep(seconds)


def _claim(db: Db) -> Sequence[OutboxEvent]:
    """Take the oldest events for a while, unless another relay has them."""
    events = find_unsent(db)
    if not events:
        return []
    now = utc_now()
    free = [{"claimed_until": None}, {"claimed_until": {"$lte": now}}]
    # Who has the first of them has them all.
    claimed = db.outbox.update_one(
        {"_id": events[0].id, "sent_at": None, "$or": free},
        {"$set": {"claimed_until": now + LEASE}},
    )
    return events if claimed.matched_count else []


def _send(events: Sequence[OutboxEvent], producer: Producer, topic: str, stop: Stop) -> set[UUID]:
    """Send events, and tell which of them Kafka has confirmed."""
    confirmed: set[UUID] = set()
    for event in events:
        producer.produce(
            topic,
            encode(Event.model_validate(event)),
            # The key leads all events of a note to one partition, which keeps their order.
            key=str(event.note_id).encode(),
            on_delivery=partial(_confirm, confirmed, event.id),
        )
    while len(producer) and not stop.told:
        producer.poll(0.1)
    return confirmed


def _confirm(confirmed: set[UUID], event_id: UUID, error: Any, _message: Any) -> None:
    if error is None:
        confirmed.add(event_id)
    else:
        log.warning("event_not_sent", id=str(event_id), error=str(error))


def _note(db: Db, events: Sequence[OutboxEvent], sent: set[UUID]) -> None:
    """Mark what was sent, and let go of the rest, so that the next attempt can begin."""
    mark_sent(db, sent)
    if len(sent) < len(events):
        db.outbox.update_one({"_id": events[0].id}, {"$set": {"claimed_until": None}})


if __name__ == "__main__":
    background.run(relay)
