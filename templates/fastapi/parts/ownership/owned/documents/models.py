"""The documents."""

from datetime import datetime

from app.base import Document


class Note(Document):
    """A note, and whose it is, in the collection `notes`."""

    owner_id: str
    title: str
    body: str
    created_at: datetime
    updated_at: datetime

    @property
    def audience(self) -> str:
        """Whoever may see it: its owner."""
        return self.owner_id
