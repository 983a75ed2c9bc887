"""Reads and writes notes."""

from functools import partial
from typing import Any, Self

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Contains
from django.utils import timezone
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from app.access import notes_of
from app.changes import save
from app.ids import is_id
from app.models import Note


class NoteRepository:
    """The notes that somebody may see and write."""

    def __init__(self, user: object) -> None:
        self._notes = notes_of(user)

    @classmethod
    def of(cls, request: Request) -> Self:
        """The notes of the client who sent this request."""
        return cls(request.user)

    def page(self, q: str, limit: int, offset: int) -> tuple[list[Note], int]:
        """Some notes that hold `q`, the newest first, and how many there are in all."""
        found = self._notes.all()
        if q:
            found = found.filter(_holds("title", q) | _holds("body", q))
        return list(found[offset : offset + limit]), found.count()

    def add(self, title: str, body: str) -> Note:
        """Write a new note."""
        now = timezone.now()
        fields = {"title": title, "body": body, "created_at": now, "updated_at": now}
        return save("note.created", partial(self._notes.create, **fields))

    def add_missing(self, notes: dict[str, str]) -> int:
        """Write those of these titles that nobody wrote yet, and say how many that were."""
        known = set(self._notes.filter(title__in=notes).values_list("title", flat=True))
        missing = {title: body for title, body in notes.items() if title not in known}
        for title, body in missing.items():
            self.add(title, body)
        return len(missing)

    def get(self, note_id: str) -> Note:
        """The note with this id."""
        return _one(self._with_id(note_id))

    def change(self, note_id: str, **fields: Any) -> Note:
        """Write these fields, and these alone, so that nobody's other change is lost."""

        def write() -> Note:
            self._with_id(note_id).update(**fields, updated_at=timezone.now())
            return self.get(note_id)

        return save("note.updated", write)

    def delete(self, note_id: str) -> None:
        """Remove the note with this id."""

        def write() -> Note:
            # Of two that come at once, the second waits here, and then finds none.
            note = _one(self._with_id(note_id).select_for_update())
            self._with_id(note_id).delete()
            return note

        save("note.deleted", write)

    def _with_id(self, note_id: str) -> QuerySet[Note]:
        return self._notes.filter(id=note_id) if is_id(note_id) else self._notes.none()


def _one(found: QuerySet[Note]) -> Note:
    note = found.first()
    if note is None:
        raise NotFound("There is no such note.")
    return note


def _holds(field: str, text: str) -> Q:
    """Whether the field holds the text, in upper or lower case.

    Unlike `icontains` it tells "é" from "e" with every database. Django escapes LIKE's wildcards.
    """
    return Q(Contains(Lower(field), Lower(Value(text))))
