"""The routes under /api/notes."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Response, status

from app.errors import problems
from app.models import Note
from app.repository import Notes
from app.schemas import UUID_PATTERN, NoteChanges, NoteIn, NoteOut, NotePage, Text
from app.security import json_only

router = APIRouter(prefix="/api/notes", tags=["notes"], dependencies=[Depends(json_only)])

NoteId = Annotated[str, Path(pattern=UUID_PATTERN)]


def init_app(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)


async def find_note(note_id: NoteId, notes: Notes) -> Note:
    """Look up the note that a path names."""
    note = await notes.get(note_id)
    if note is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such note.")
    return note


FoundNote = Annotated[Note, Depends(find_note)]


@router.get("")
async def list_notes(
    notes: Notes,
    q: Annotated[Text, Query(max_length=200, description="Part of a title or a body")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> NotePage:
    """List the notes, newest first."""
    found, total = await notes.search(q, limit, offset)
    items = [NoteOut.model_validate(note) for note in found]
    return NotePage(items=items, total=total, limit=limit, offset=offset)


@router.post("", status_code=status.HTTP_201_CREATED, response_model=NoteOut)
async def create_note(new: NoteIn, notes: Notes, response: Response) -> Note:
    """Create a note."""
    note = await notes.add(new.title, new.body)
    response.headers["Location"] = f"{router.prefix}/{note.id}"
    return note


@router.get("/{note_id}", response_model=NoteOut, responses=problems(404))
async def read_note(note: FoundNote) -> Note:
    """Read a note."""
    return note


@router.put("/{note_id}", response_model=NoteOut, responses=problems(404))
async def replace_note(note: FoundNote, new: NoteIn, notes: Notes) -> Note:
    """Replace the title and the body of a note."""
    return await notes.change(note, new.model_dump())


@router.patch("/{note_id}", response_model=NoteOut, responses=problems(404))
async def change_note(note: FoundNote, changes: NoteChanges, notes: Notes) -> Note:
    """Change some fields of a note."""
    return await notes.change(note, changes.model_dump(exclude_unset=True))


@router.delete("/{note_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404))
async def delete_note(note: FoundNote, notes: Notes) -> None:
    """Delete a note."""
    await notes.delete(note)
