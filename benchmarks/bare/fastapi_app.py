"""The least that FastAPI needs for a greeting and for a page of notes, on the same table."""

import os
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, String, Text, Uuid, func, make_url, or_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}

url = make_url(os.environ["DATABASE_URL"])
engine = create_async_engine(url.set(drivername=DRIVERS[url.drivername]))
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    """What both tables have in common."""


class Note(Base):
    """A note."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class NoteOut(BaseModel):
    """A note as JSON."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    body: str
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    """Some of the notes, and how many there are."""

    items: list[NoteOut]
    total: int
    limit: int
    offset: int


async def session() -> AsyncIterator[AsyncSession]:
    """Lend a session to a request."""
    async with sessions() as opened:
        yield opened


@app.get("/hello")
async def hello() -> dict[str, str]:
    """Greet."""
    return {"status": "ok"}


@app.get("/notes")
async def notes(
    opened: Annotated[AsyncSession, Depends(session)],
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Page:
    """Give a page of notes, newest first."""
    found = select(Note)
    if q:
        found = found.where(or_(Note.title.icontains(q), Note.body.icontains(q)))
    total = await opened.scalar(select(func.count()).select_from(found.subquery()))
    newest = found.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit).offset(offset)
    items = [NoteOut.model_validate(note) for note in await opened.scalars(newest)]
    return Page(items=items, total=total or 0, limit=limit, offset=offset)
