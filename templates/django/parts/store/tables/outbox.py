"""The outbox: an event is a row of the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

from collections.abc import Collection
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from app import activity
from app.models import Note, OutboxEvent

MOST_AT_ONCE = 100
TIME_TO_KEEP = timedelta(days=7)

log = structlog.get_logger(__name__)


def record(kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note changes.

    The note was written before: of two changes at once the second waits, and is told second.
    """
    fields = {"note_id": note.id, "audience": note.audience, "title": note.title}
    OutboxEvent.objects.create(type=kind, **fields)


def note_changed(_kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if settings.KAFKA_BOOTSTRAP_SERVERS:
        return
    try:
        hand_over()
    except DatabaseError as error:
        # They are handed over with the next change.
        log.warning("events wait", error=repr(error))


def hand_over() -> None:
    """Give the activity what it has not heard of."""
    with transaction.atomic():
        events = find_unsent()
        # To mark them first makes another request wait that does the same.
        mark_sent({event.position for event in events})
        for event in events:
            activity.handle(activity.fields_of(event))


def find_unsent() -> list[OutboxEvent]:
    """The events that were not sent yet, in order."""
    return list(OutboxEvent.objects.filter(sent_at=None).order_by("position")[:MOST_AT_ONCE])


def mark_sent(positions: Collection[int]) -> None:
    """Note that events were sent, and forget those that were sent long ago."""
    now = timezone.now()
    OutboxEvent.objects.filter(position__in=positions).update(sent_at=now)
    OutboxEvent.objects.filter(sent_at__lt=now - TIME_TO_KEEP).delete()
