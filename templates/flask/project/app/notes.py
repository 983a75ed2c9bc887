"""The routes under /api/notes."""

from flask import Flask
from werkzeug.exceptions import NotFound

from app.api import Answer, Api, Resource, read_body, read_id, read_query
from app.docs import describe
from app.models import Note
from app.repository import NoteRepository, visible_notes
from app.schemas import NoteChanges, NoteIn, NoteOut, NotePage, NoteQuery


def init_app(app: Flask) -> None:
    """Register the routes."""
    api = Api(app, prefix="/api/notes")
    api.add_resource(NoteList, "")
    api.add_resource(OneNote, "/<note_id>")


class NoteList(Resource):
    """The list of notes."""

    @describe("List notes, newest first", query=NoteQuery, answers={200: NotePage})
    def get(self) -> NotePage:
        """Answer a part of the list."""
        notes = visible_notes()
        query = read_query(NoteQuery)
        found, total = notes.page(query)
        items = [NoteOut.model_validate(note) for note in found]
        return NotePage(items=items, total=total, limit=query.limit, offset=query.offset)

    @describe("Write a note", body=NoteIn, answers={201: NoteOut})
    def post(self) -> Answer:
        """Store a new note."""
        notes = visible_notes()
        note = notes.create(read_body(NoteIn))
        return NoteOut.model_validate(note), 201, {"Location": f"/api/notes/{note.id}"}


class OneNote(Resource):
    """One note."""

    @describe("Read a note", answers={200: NoteOut}, problems=[404])
    def get(self, note_id: str) -> NoteOut:
        """Answer the note."""
        return NoteOut.model_validate(find_note(visible_notes(), note_id))

    @describe("Replace a note", body=NoteIn, answers={200: NoteOut}, problems=[404])
    def put(self, note_id: str) -> NoteOut:
        """Set every field."""
        notes = visible_notes()
        note = find_note(notes, note_id)
        values = read_body(NoteIn).model_dump()
        return NoteOut.model_validate(notes.change(note, values))

    @describe("Change a note", body=NoteChanges, answers={200: NoteOut}, problems=[404])
    def patch(self, note_id: str) -> NoteOut:
        """Set the fields that were sent."""
        notes = visible_notes()
        note = find_note(notes, note_id)
        values = read_body(NoteChanges).model_dump(exclude_unset=True)
        return NoteOut.model_validate(notes.change(note, values))

    @describe("Delete a note", answers={204: None}, problems=[404])
    def delete(self, note_id: str) -> Answer:
        """Remove the note."""
        notes = visible_notes()
        notes.delete(find_note(notes, note_id))
        return None, 204


def find_note(notes: NoteRepository, note_id: str) -> Note:
    """The note that a path names, or answer 404."""
    known_id = read_id(note_id)
    note = notes.get(known_id) if known_id else None
    if note is None:
        raise NotFound("There is no such note.")
    return note
