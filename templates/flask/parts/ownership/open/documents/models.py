"""What the documents of the notes hold."""

from datetime import datetime
from uuid import UUID, uuid4

from pydantic import Field

from app.database import Document


class Note(Document):
    """A note that everybody may read and write."""

    id: UUID = Field(alias="_id", default_factory=uuid4)
    title: str
    body: str
    created_at: datetime
    updated_at: datetime

    @property
    def audience(self) -> str:
        """Whoever may see it: here that is everyone."""
        return "everyone"
