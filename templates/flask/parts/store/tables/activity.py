"""GET /api/activity: what happened to the notes, as the events tell it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from flask import Flask
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

# The repository reports changes, which come here in the end: neither may take names of the other.
from app import orm, repository
from app.api import Api, Resource, read_query
from app.docs import describe
from app.events import Event
from app.orm import Base, UtcDateTime
from app.schemas import Timestamp


class Activity(Base):
    """An event that was heard of; its id tells whether it comes again."""

    __tablename__ = "activity"
    # The list of one audience is read in this order.
    __table_args__ = (Index(None, "audience", "at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    note_id: Mapped[UUID]
    audience: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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


def handle(session: Session, event: Event) -> None:
    """Add an event, in the caller's transaction; one that comes again changes nothing."""
    if session.get(Activity, event.id) is None:
        session.add(Activity(**event.model_dump()))


class ActivityList(Resource):
    """What happened to the notes that one may see."""

    @describe("List events, newest first", query=ActivityQuery, answers={200: ActivityPage})
    def get(self) -> ActivityPage:
        """Answer a part of the list."""
        audience = repository.visible_notes().audience
        query = read_query(ActivityQuery)
        session = orm.session()
        found = select(Activity).where(Activity.audience == audience)
        total = session.scalar(found.with_only_columns(func.count())) or 0
        newest_first = found.order_by(Activity.at.desc(), Activity.id.desc())
        rows = session.scalars(newest_first.limit(query.limit).offset(query.offset))
        items = [ActivityOut.model_validate(row) for row in rows]
        return ActivityPage(items=items, total=total, limit=query.limit, offset=query.offset)
