"""Reads and writes notes: the only place with queries about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app import orm
from app.changes import save
from app.models import Note
from app.schemas import NoteIn, NoteQuery


class NoteRepository:
    """All notes."""

    audience = "everyone"

    def __init__(self, session: Session) -> None:
        self._session = session

    def visible(self) -> Select[Note]:
        """Select all of them: the other queries start here."""
        return select(Note)

    def page(self, query: NoteQuery) -> tuple[Sequence[Note], int]:
        """The asked-for part of the list, newest first, and the length of the whole."""
        found = self.visible()
        if query.q:
            # icontains ignores case; autoescape makes % and _ ordinary characters.
            columns = (Note.title, Note.body)
            found = found.where(or_(*(c.icontains(query.q, autoescape=True) for c in columns)))
        total = self._session.scalar(select(func.count()).select_from(found.subquery())) or 0
        newest_first = found.order_by(Note.created_at.desc(), Note.id.desc())
        items = self._session.scalars(newest_first.limit(query.limit).offset(query.offset))
        return items.all(), total

    def get(self, note_id: UUID) -> Note | None:
        """The note, if there is one."""
        return self._session.get(Note, note_id)

    def create(self, values: NoteIn) -> Note:
        """Write a new note."""
        now = orm.utc_now()
        note = Note(**values.model_dump(), created_at=now, updated_at=now)
        self._session.add(note)
        save(self._session, "note.created", note)
        return note

    def change(self, note: Note, values: dict[str, Any]) -> Note:
        """Set some fields of the note."""
        for name, value in values.items():
            setattr(note, name, value)
        note.updated_at = orm.utc_now()
        save(self._session, "note.updated", note)
        return note

    def delete(self, note: Note) -> None:
        """Remove the note."""
        self._session.delete(note)
        save(self._session, "note.deleted", note)


def visible_notes() -> NoteRepository:
    """The notes that this request may see."""
    return NoteRepository(orm.session())
