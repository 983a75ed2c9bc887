"""Reads and writes notes: the only place with queries about them."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, DeleteOne, InsertOne, UpdateOne

from app import auth
from app.changes import save
from app.database import Db, current_database, utc_now
from app.models import Note
from app.schemas import NoteIn, NoteQuery

NEWEST_FIRST = [("created_at", DESCENDING), ("_id", DESCENDING)]


class NoteRepository:
    """The notes of one owner; those of others do not exist here."""

    def __init__(self, db: Db, owner_id: UUID) -> None:
        self._db = db
        self._owner_id = owner_id
        self.audience = str(owner_id)

    def visible(self) -> dict[str, Any]:
        """Match all of them: the other queries start here."""
        return {"owner_id": self._owner_id}

    def page(self, query: NoteQuery) -> tuple[Sequence[Note], int]:
        """The asked-for part of the list, newest first, and the length of the whole."""
        found = self.visible()
        if query.q:
            # Escaped, so that it is text and no pattern; the option i ignores case.
            # https://www.mongodb.com/docs/manual/reference/operator/query/regex/
            contains = {"$regex": re.escape(query.q), "$options": "i"}
            found["$or"] = [{"title": contains}, {"body": contains}]
        total = self._db.notes.count_documents(found)
        newest_first = self._db.notes.find(found).sort(NEWEST_FIRST)
        items = newest_first.skip(query.offset).limit(query.limit)
        return [Note.model_validate(item) for item in items], total

    def get(self, note_id: UUID) -> Note | None:
        """The note, if the owner has it."""
        found = self._db.notes.find_one({**self.visible(), "_id": note_id})
        return Note.model_validate(found) if found else None

    def create(self, values: NoteIn) -> Note:
        """Write a new note."""
        now = utc_now()
        times = {"created_at": now, "updated_at": now}
        note = Note(owner_id=self._owner_id, **values.model_dump(), **times)
        save(self._db, "note.created", note, InsertOne(note.model_dump()))
        return note

    def change(self, note: Note, values: dict[str, Any]) -> Note:
        """Set some fields of the note."""
        changes = {**values, "updated_at": utc_now()}
        note = note.model_copy(update=changes)
        save(self._db, "note.updated", note, UpdateOne({"_id": note.id}, {"$set": changes}))
        return note

    def delete(self, note: Note) -> None:
        """Remove the note."""
        save(self._db, "note.deleted", note, DeleteOne({"_id": note.id}))


def visible_notes() -> NoteRepository:
    """The notes that this request may see: those of the person who is signed in."""
    return NoteRepository(current_database(), auth.current_user_id())
