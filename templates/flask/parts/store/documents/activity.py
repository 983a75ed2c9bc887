"""GET /api/activity: what happened to the notes, as the events tell it."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated
from uuid import UUID

from flask import Flask
from pydantic import BaseModel, ConfigDict, Field
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

# The repository reports changes, which come here in the end: neither may take names of the other.
from app import repository
from app.api import Api, Resource, read_query
from app.database import Db, Document, current_database
from app.docs import describe
from app.events import Event
from app.schemas import Timestamp

NEWEST_FIRST = [("at", DESCENDING), ("_id", DESCENDING)]


class Activity(Document):
    """An event that was heard of; its id tells whether it comes again."""

    id: UUID = Field(alias="_id")
    type: str
    note_id: UUID
    audience: str
    title: str
    at: datetime


class ActivityOut(BaseModel):
    """What happened to a note, and when."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    type: str
    note_id: UUID
    title: str
    at: Timestamp


class ActivityQuery(BaseModel):
    """Which part of the list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class ActivityPage(BaseModel):
    """A part of the list, and how long the whole is."""

    items: list[ActivityOut]
    total: int
    limit: int
    offset: int


def init_app(app: Flask) -> None:
    """Register the route."""
    Api(app, prefix="/api").add_resource(ActivityList, "/activity")


def handle(db: Db, event: Event) -> None:
    """Add an event; one that comes again changes nothing."""
    # It is there already, perhaps because it came twice at the same moment.
    with suppress(DuplicateKeyError):
        db.activity.insert_one(Activity(**event.model_dump()).model_dump())


class ActivityList(Resource):
    """What happened to the notes that one may see."""

    @describe("List events, newest first", query=ActivityQuery, answers={200: ActivityPage})
    def get(self) -> ActivityPage:
        """Answer a part of the list."""
        audience = repository.visible_notes().audience
        query = read_query(ActivityQuery)
        activity = current_database().activity
        total = activity.count_documents({"audience": audience})
        newest_first = activity.find({"audience": audience}).sort(NEWEST_FIRST)
        found = newest_first.skip(query.offset).limit(query.limit)
        items = [ActivityOut.model_validate(Activity.model_validate(item)) for item in found]
        return ActivityPage(items=items, total=total, limit=query.limit, offset=query.offset)
