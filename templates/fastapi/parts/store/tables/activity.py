"""GET /api/activity: what happened to the notes, as the events tell it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query
from sqlalchemy import Index, String, Uuid, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.audience import Audience
from app.base import Base, UtcDateTime
from app.events import Event
from app.orm import Session
from app.schemas import Answer, Moment

router = APIRouter(prefix="/api/activity", tags=["activity"])


class Activity(Base):
    """An event that was heard of; its id is what tells that it comes again."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_newest", "audience", "at", "id"),)

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    type: Mapped[str] = mapped_column(String(40))
    note_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    audience: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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


async def handle(session: AsyncSession, event: Event) -> None:
    """Add an event, in the caller's transaction; one that comes again changes nothing."""
    if await session.get(Activity, event.id) is None:
        session.add(Activity(**event.model_dump(exclude={"at"}), at=event.at))


@router.get("")
async def list_activity(
    session: Session,
    audience: Audience,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ActivityPage:
    """List what happened, newest first."""
    mine = select(Activity).where(Activity.audience == audience)
    page = mine.order_by(Activity.at.desc(), Activity.id.desc()).limit(limit).offset(offset)
    total = await session.scalar(mine.with_only_columns(func.count()))
    items = [ActivityOut.model_validate(row) for row in await session.scalars(page)]
    return ActivityPage(items=items, total=total or 0, limit=limit, offset=offset)
