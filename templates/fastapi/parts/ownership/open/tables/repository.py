"""Reads and writes notes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import Depends
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.audience import Audience, visible
from app.base import now
from app.changes import save
from app.models import Note
from app.orm import Session


class NoteRepository:
    """The notes."""

    def __init__(self, session: AsyncSession, audience: str) -> None:
        self._session = session
        self.audience = audience

    async def search(self, q: str, limit: int, offset: int) -> tuple[Sequence[Note], int]:
        """Return one page of the notes that contain `q`, newest first, and how many there are."""
        found = visible(self.audience)
        if q:
            # autoescape: a "%" that somebody types is a "%", not a wildcard.
            in_title = Note.title.icontains(q, autoescape=True)
            found = found.where(or_(in_title, Note.body.icontains(q, autoescape=True)))
        page = found.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit).offset(offset)
        total = await self._session.scalar(select(func.count()).select_from(found.subquery()))
        return (await self._session.scalars(page)).all(), total or 0

    async def get(self, note_id: str) -> Note | None:
        """Return a note, or None where there is none."""
        return await self._session.get(Note, note_id)

    async def add(self, title: str, body: str) -> Note:
        """Store a new note."""
        moment = now()
        note = Note(title=title, body=body, created_at=moment, updated_at=moment)
        self._session.add(note)
        await save(self._session, "note.created", note)
        return note

    async def change(self, note: Note, values: dict[str, str]) -> Note:
        """Store new values; the time of the change moves even where the clock has not."""
        for name, value in values.items():
            setattr(note, name, value)
        note.updated_at = max(now(), note.updated_at + timedelta(microseconds=1))
        await save(self._session, "note.updated", note)
        return note

    async def delete(self, note: Note) -> None:
        """Forget a note."""
        await self._session.delete(note)
        await save(self._session, "note.deleted", note)


async def note_repository(session: Session, audience: Audience) -> NoteRepository:
    """Give a request its repository."""
    return NoteRepository(session, audience)


Notes = Annotated[NoteRepository, Depends(note_repository)]
