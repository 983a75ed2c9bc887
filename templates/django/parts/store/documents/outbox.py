"""The outbox: an event is part of the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from pymongo import ReturnDocument

from app import activity
from app.database import database
from app.models import Counter, Note, OutboxEvent
from app.transactions import together

MOST_AT_ONCE = 100
TIME_TO_KEEP = timedelta(days=7)

log = structlog.get_logger(__name__)


def record(kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note changes.

    The note was written before: of two changes at once the second begins anew, and is told second.
    """
    fields = {"note_id": note.id, "audience": note.audience, "title": note.title}
    OutboxEvent.objects.create(position=next_position(), type=kind, **fields)


def next_position() -> int:
    """The place of an event among all; drawn outside of the transaction, so that nobody waits.

    https://www.mongodb.com/docs/manual/reference/method/db.collection.findOneAndUpdate/
    """
    counter: Any = database()[Counter._meta.db_table].find_one_and_update(
        {"_id": "outbox"},
        {"$inc": {"value": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return int(counter["value"])


def note_changed(_kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if settings.KAFKA_BOOTSTRAP_SERVERS:
        return
    try:
        hand_over()
    except DatabaseError as error:
        # They are handed over with the next change.
        log.warning("events wait", error=repr(error))


@together
def hand_over() -> None:
    """Give the activity what it has not heard of."""
    events = find_unsent()
    # Of two requests that do this at once, one begins anew, and finds what is left.
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
