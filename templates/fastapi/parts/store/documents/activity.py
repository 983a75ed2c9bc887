"""GET /api/activity: what happened to the notes, as the events tell it."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from app.audience import Audience
from app.base import Document
from app.database import Database, OurDatabase
from app.events import Event
from app.schemas import Answer, Moment

NEWEST_FIRST = [("at", DESCENDING), ("_id", DESCENDING)]

router = APIRouter(prefix="/api/activity", tags=["activity"])


class Activity(Document):
    """An event that was heard of; its id is what tells that it comes again."""

    type: str
    note_id: str
    audience: str
    title: str
    at: datetime


class ActivityOut(Answer):
    """What happened to a note, and when."""

    id: str
    type: str
    note_id: str
    title: str
    at: Moment


class ActivityPage(Answer):
    """Some of what happened, and how much there is in all."""

    items: list[ActivityOut]
    total: int
    limit: int
    offset: int


def init_app(app: FastAPI) -> None:
    """Add the route."""
    app.include_router(router)


async def handle(database: Database, event: Event) -> None:
    """Add an event; one that comes again changes nothing."""
    heard = Activity(**event.model_dump(exclude={"at"}), at=event.at)
    with suppress(DuplicateKeyError):
        await database["activity"].insert_one(heard.dump())


@router.get("")
async def list_activity(
    database: OurDatabase,
    audience: Audience,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ActivityPage:
    """List what happened, newest first."""
    mine = {"audience": audience}
    page = database["activity"].find(mine).sort(NEWEST_FIRST).skip(offset).limit(limit)
    items = [ActivityOut.model_validate(Activity.load(stored)) async for stored in page]
    total = await database["activity"].count_documents(mine)
    return ActivityPage(items=items, total=total, limit=limit, offset=offset)
