"""Refresh tokens: each is used once, for its successor."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models import User
from app.orm import Base, UtcDateTime, utc_now
from app.settings import EnvSettings


class RefreshTokenSettings(EnvSettings):
    """How long refresh tokens are valid."""

    # https://datatracker.ietf.org/doc/html/rfc9700#section-4.14
    refresh_token_days: int = 30


class RefreshToken(Base):
    """A refresh token; those that came from one sign-in are a family."""

    __tablename__ = "refresh_tokens"

    # A hash, so that a copy of the database signs nobody in.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    family_id: Mapped[UUID] = mapped_column(index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def make_refresh_token(session: Session, user_id: UUID, family_id: UUID | None = None) -> str:
    """Store a new refresh token, in a new family unless one is given; the caller commits."""
    now = utc_now()
    token = secrets.token_urlsafe(32)
    session.execute(
        delete(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.expires_at <= now)
    )
    session.add(
        RefreshToken(
            token_hash=_hash(token),
            family_id=family_id or uuid4(),
            user_id=user_id,
            expires_at=now + timedelta(days=RefreshTokenSettings.load().refresh_token_days),
        )
    )
    return token


def use_refresh_token(session: Session, token: str) -> tuple[UUID, str] | None:
    """Trade a refresh token for a user and its successor; a second use revokes the family."""
    now = utc_now()
    token_hash = _hash(token)
    # One statement finds and marks it, so that of two uses at once only one can win.
    marked = session.connection().execute(
        update(RefreshToken)
        .where(
            RefreshToken.token_hash == token_hash,
            RefreshToken.used_at.is_(None),
            RefreshToken.expires_at > now,
        )
        .values(used_at=now)
    )
    if marked.rowcount == 0:
        revoke_family(session, token)
        return None
    stored = session.get_one(RefreshToken, token_hash)
    successor = make_refresh_token(session, stored.user_id, stored.family_id)
    session.commit()
    return stored.user_id, successor


def revoke_family(session: Session, token: str) -> None:
    """Forget the token and all that came from the same sign-in."""
    stored = session.get(RefreshToken, _hash(token))
    if stored:
        session.execute(delete(RefreshToken).where(RefreshToken.family_id == stored.family_id))
    session.commit()


def _hash(token: str) -> str:
    # Random enough to need no salt and no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
