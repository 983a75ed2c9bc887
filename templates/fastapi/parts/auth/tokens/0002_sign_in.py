"""The refresh tokens of people who are signed in."""

import sqlalchemy as sa
from alembic import op

from app.base import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of refresh tokens."""
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("family_id", sa.Uuid(as_uuid=False), nullable=False, index=True),
        sa.Column(
            "user_id",
            sa.Uuid(as_uuid=False),
            sa.ForeignKey("users.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
    )


def downgrade() -> None:
    """Drop it again: everybody has to sign in anew."""
    op.drop_table("refresh_tokens")
