"""The documents."""

from datetime import datetime

from app.base import Document

# Whoever may see a note.
EVERYONE = "everyone"


class Note(Document):
    """A note, in the collection `notes`."""

    title: str
    body: str
    created_at: datetime
    updated_at: datetime

    @property
    def audience(self) -> str:
        """Whoever may see it: here that is everyone."""
        return EVERYONE
