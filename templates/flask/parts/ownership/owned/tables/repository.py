"""Reads and writes notes: the only place with queries about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app import auth, orm
from app.changes import save
from app.models import Note
from app.schemas import NoteIn, NoteQuery


class NoteRepository:
    """The notes of one owner; those of others do not exist here."""

    def __init__(self, session: Session, owner_id: UUID) -> None:
        self._session = session
        self._owner_id = owner_id
        self.audience = str(owner_id)

    def visible(self) -> Select[Note]:
        """Select all of them: the other queries start here."""
        return select(Note).where(Note.owner_id == self._owner_id)

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
        """The note, if the owner has it."""
        return self._session.scalar(self.visible().where(Note.id == note_id))

    def create(self, values: NoteIn) -> Note:
        """Write a new note."""
        now = orm.utc_now()
        times = {"created_at": now, "updated_at": now}
        note = Note(owner_id=self._owner_id, **values.model_dump(), **times)
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
    """The notes that this request may see: those of the person who is signed in."""
    return NoteRepository(orm.session(), auth.current_user_id())
