"""Demo data, for something to look at."""

from app.demo_notes import DEMO_NOTES
from app.repository import NoteRepository


def seed() -> str:
    """Add the demo notes that are missing, and say what was done."""
    notes = NoteRepository(None)
    added = notes.add_missing(DEMO_NOTES)
    return f"{added} notes added."
