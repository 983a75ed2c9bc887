"""The outbox: an event is a document of the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import cast

import structlog
from fastapi import FastAPI
from pydantic import Field
from pymongo import ASCENDING, ReturnDocument
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from app import activity
from app.base import Document, now
from app.database import Database, Stored
from app.events import Event
from app.models import Note

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 100


class OutboxEvent(Document):
    """An event that happened; `position` is the order of the changes.

    An index has MongoDB forget it some days after it was sent.
    """

    position: int
    type: str
    note_id: str
    audience: str
    title: str
    at: datetime = Field(default_factory=now)
    claimed_until: datetime | None = None
    sent_at: datetime | None = None


async def require_transactions(database: Database) -> None:
    """End with a sentence where a note and its event could not be written together.

    https://www.mongodb.com/docs/manual/reference/command/hello/
    """
    server = await database.command("hello")
    if "setName" not in server and server.get("msg") != "isdbgrid":
        sys.exit(
            "This MongoDB runs alone, without the transactions that events need: "
            "make it a replica set (of one member, if need be) as the README says."
        )


async def record(database: Database, session: AsyncClientSession, kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note changes."""
    event = OutboxEvent(
        position=await next_position(database),
        type=kind,
        note_id=note.id,
        audience=note.audience,
        title=note.title,
    )
    await database["outbox"].insert_one(event.dump(), session=session)


async def next_position(database: Database) -> int:
    """Count on, outside of the transaction: within it, every change would wait for every other."""
    counter = await database["counters"].find_one_and_update(
        {"_id": "outbox"},
        {"$inc": {"position": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return int(cast("Stored", counter)["position"])


async def note_changed(app: FastAPI, _kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if app.state.event_settings.kafka_bootstrap_servers:
        return
    try:
        await hand_over(app.state.database)
    except PyMongoError as error:
        log.warning("events wait", error=repr(error))


async def hand_over(database: Database) -> None:
    """Tell the activity of all that it has not heard of."""
    events = await find_unsent(database)
    for event in events:
        await activity.handle(database, Event.model_validate(event))
    await mark_sent(database, events)


async def find_unsent(database: Database) -> Sequence[OutboxEvent]:
    """Return what was not sent yet, in order."""
    unsent = database["outbox"].find({"sent_at": None}).sort("position", ASCENDING)
    return [OutboxEvent.load(stored) async for stored in unsent.limit(MOST_AT_ONCE)]


async def mark_sent(database: Database, events: Sequence[OutboxEvent]) -> None:
    """Note that events were sent."""
    sent = {"_id": {"$in": [event.id for event in events]}}
    await database["outbox"].update_many(sent, {"$set": {"sent_at": now()}})
