"""The tables."""

from datetime import datetime

from sqlalchemy import Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base, UtcDateTime, new_id

# Whoever may see a note.
EVERYONE = "everyone"


class Note(Base):
    """A note."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_newest", "created_at", "id"),)

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def audience(self) -> str:
        """Whoever may see it: here that is everyone."""
        return EVERYONE
