"""The tables."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base, UtcDateTime, new_id


class Note(Base):
    """A note, and whose it is."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_newest", "owner_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)
    owner_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def audience(self) -> str:
        """Whoever may see it: its owner."""
        return self.owner_id
