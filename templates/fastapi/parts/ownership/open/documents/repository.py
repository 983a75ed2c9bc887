"""Reads and writes notes."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, status
from pymongo import DESCENDING

from app.audience import Audience, visible
from app.base import now
from app.changes import save
from app.database import Database
from app.models import Note

NEWEST_FIRST = [("created_at", DESCENDING), ("_id", DESCENDING)]


class NoteRepository:
    """The notes."""

    def __init__(self, app: FastAPI, audience: str) -> None:
        self._app = app
        database: Database = app.state.database
        self._notes = database["notes"]
        self.audience = audience

    async def search(self, q: str, limit: int, offset: int) -> tuple[Sequence[Note], int]:
        """Return one page of the notes that contain `q`, newest first, and how many there are."""
        found = visible(self.audience)
        if q:
            # re.escape: a "." that somebody types is a ".", not any character.
            # https://www.mongodb.com/docs/manual/reference/operator/query/regex/
            part = {"$regex": re.escape(q), "$options": "i"}
            found["$or"] = [{"title": part}, {"body": part}]
        page = self._notes.find(found).sort(NEWEST_FIRST).skip(offset).limit(limit)
        notes = [Note.load(stored) async for stored in page]
        return notes, await self._notes.count_documents(found)

    async def get(self, note_id: str) -> Note | None:
        """Return a note, or None where there is none."""
        stored = await self._notes.find_one({**visible(self.audience), "_id": note_id})
        return Note.load(stored) if stored else None

    async def add(self, title: str, body: str) -> Note:
        """Store a new note."""
        moment = now()
        note = Note(title=title, body=body, created_at=moment, updated_at=moment)
        await save(self._app, "note.created", note, partial(self._notes.insert_one, note.dump()))
        return note

    async def change(self, note: Note, values: dict[str, str]) -> Note:
        """Store new values; the time of the change moves even where the clock has not."""
        moment = max(now(), note.updated_at + timedelta(milliseconds=1))
        changes = {**values, "updated_at": moment}
        note = note.model_copy(update=changes)
        await save(self._app, "note.updated", note, partial(self._update, note, changes))
        return note

    async def delete(self, note: Note) -> None:
        """Forget a note."""
        await save(self._app, "note.deleted", note, partial(self._delete, note))

    async def _update(self, note: Note, changes: dict[str, Any], **options: Any) -> None:
        answer = await self._notes.update_one({"_id": note.id}, {"$set": changes}, **options)
        require_one(answer.matched_count)

    async def _delete(self, note: Note, **options: Any) -> None:
        answer = await self._notes.delete_one({"_id": note.id}, **options)
        require_one(answer.deleted_count)


def require_one(count: int) -> None:
    """Answer 404 when somebody else has deleted the note meanwhile."""
    if not count:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such note.")


async def note_repository(request: Request, audience: Audience) -> NoteRepository:
    """Give a request its repository."""
    return NoteRepository(request.app, audience)


Notes = Annotated[NoteRepository, Depends(note_repository)]
