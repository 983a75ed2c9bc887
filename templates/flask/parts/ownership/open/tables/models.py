"""The tables."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.orm import Base, UtcDateTime


class Note(Base):
    """A note that everybody may read and write."""

    __tablename__ = "notes"
    # The list is read in this order.
    __table_args__ = (Index(None, "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def audience(self) -> str:
        """Whoever may see it: here that is everyone."""
        return "everyone"
