"""The outbox: an event belongs to the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import structlog
from flask import current_app
from pydantic import Field
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from app import activity
from app.database import Db, Document, current_database, utc_now
from app.events import Event
from app.models import Note

MOST_AT_ONCE = 100
STANDALONE = (
    "DATABASE_URL: events need transactions, which a standalone MongoDB does not have: "
    "make it a replica set of one, as the README says."
)

log = structlog.get_logger()


class OutboxEvent(Document):
    """An event that happened."""

    id: UUID = Field(alias="_id", default_factory=uuid4)
    # Those that were not sent yet are read in this order.
    position: int
    type: str
    note_id: UUID
    audience: str
    title: str
    at: datetime = Field(default_factory=utc_now)
    claimed_until: datetime | None = None
    # MongoDB removes it a week later: app/indexes.py.
    sent_at: datetime | None = None


class Counter(Document):
    """Counts the events, as a sequence does in other databases."""

    position: int


def require_transactions(db: Db) -> None:
    """End the program where a note and its event could not be written together."""
    # https://www.mongodb.com/docs/manual/reference/command/hello/
    server = db.client.admin.command("hello")
    # The members of a replica set name it, and what stands before a cluster says so.
    if "setName" not in server and server.get("msg") != "isdbgrid":
        raise SystemExit(STANDALONE)


def record(db: Db, session: ClientSession, kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note has changed."""
    # The note went first: of two changes at once the second gets here later, and is told second.
    event = OutboxEvent(
        position=_next_position(db),
        type=kind,
        note_id=note.id,
        audience=note.audience,
        title=note.title,
    )
    db.outbox.insert_one(event.model_dump(), session=session)


def note_changed(_kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if current_app.extensions["events"].kafka_bootstrap_servers:
        return
    try:
        _hand_over(current_database())
    except PyMongoError:
        # They are handed over with the next change.
        log.warning("events_wait", exc_info=True)


def find_unsent(db: Db) -> Sequence[OutboxEvent]:
    """Find what was not sent yet, in order."""
    unsent = db.outbox.find({"sent_at": None}).sort("position").limit(MOST_AT_ONCE)
    return [OutboxEvent.model_validate(found) for found in unsent]


def mark_sent(db: Db, event_ids: Collection[UUID]) -> None:
    """Note that events were sent."""
    sent = {"_id": {"$in": list(event_ids)}}
    db.outbox.update_many(sent, {"$set": {"sent_at": utc_now()}})


def _hand_over(db: Db) -> None:
    # Another request may do the same: an event that comes twice counts once.
    unsent = find_unsent(db)
    for event in unsent:
        activity.handle(db, Event.model_validate(event))
    mark_sent(db, [event.id for event in unsent])


def _next_position(db: Db) -> int:
    # Outside of the transaction, so that those of other notes need not wait for this one.
    counter = db.counters.find_one_and_update(
        {"_id": "outbox"},
        {"$inc": {"position": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return Counter.model_validate(counter).position
