"""The notes."""

import sqlalchemy as sa
from alembic import op

from app.base import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table of notes."""
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(as_uuid=False), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_notes_newest", "notes", ["created_at", "id"])


def downgrade() -> None:
    """Drop it again, with what is in it."""
    op.drop_table("notes")
