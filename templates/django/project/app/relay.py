"""The relay sends the events of the outbox to Kafka.

Of several relays one sends at a time, so that the events keep their order.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from confluent_kafka import Producer
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q
from django.utils import timezone

from app.background import Stop
from app.events import client_options, encode
from app.models import OutboxEvent
from app.outbox import find_unsent, mark_sent

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# Longer than sending takes, and shorter than anybody wants to wait for a relay that was killed.
LEASE = timedelta(seconds=30)

log = structlog.get_logger(__name__)


def relay(stop: Stop) -> None:
    """Send what there is, and look again; wait for whatever is away."""
    # https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
    producer = Producer(
        {
            **client_options(),
            # An event is written once and in order, and counts as sent when every copy is.
            "enable.idempotence": True,
            "acks": "all",
            "delivery.timeout.ms": SECONDS_TO_SEND * 1000,
        }
    )
    while not stop.told:
        seconds: float = SECONDS_BETWEEN_ATTEMPTS
        try:
            events = claim()
            sent = send(events, producer, stop)
            settle(events, sent)
            if len(sent) == len(events):
                seconds = 0 if events else SECONDS_BETWEEN_LOOKS
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database is away", error=repr(error))
            connection.close()  # the next attempt opens another one
        producer.poll(0)
        stop.sleep(seconds)


def claim() -> list[OutboxEvent]:
    """Take the oldest events for a while, unless another relay has them."""
    events = find_unsent()
    if not events:
        return []
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    # Who has the first of them has them all.
    first = OutboxEvent.objects.filter(free, position=events[0].position, sent_at=None)
    return events if first.update(claimed_until=now + LEASE) else []


def send(events: Sequence[OutboxEvent], producer: Producer, stop: Stop) -> set[int]:
    """Send events, and tell which of them Kafka has confirmed."""
    confirmed: set[int] = set()
    for event in events:
        producer.produce(
            settings.KAFKA_TOPIC,
            encode(event),
            # The key leads all events of a note to one partition, which keeps their order.
            key=str(event.note_id).encode(),
            on_delivery=partial(confirm, confirmed, event.position),
        )
    while len(producer) and not stop.told:
        producer.poll(0.1)
    return confirmed


def confirm(confirmed: set[int], position: int, error: Any, _message: Any) -> None:
    """Note what Kafka says about an event."""
    if error is None:
        confirmed.add(position)
    else:
        log.warning("event not sent", position=position, error=str(error))


def settle(events: Sequence[OutboxEvent], sent: set[int]) -> None:
    """Mark what was sent, and let go of the rest, so that the next attempt can begin."""
    mark_sent(sent)
    if len(sent) < len(events):
        OutboxEvent.objects.filter(position=events[0].position).update(claimed_until=None)
