"""Sessions: the browser holds a random token, the database its hash."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts import User
from app.orm import Base, UtcDateTime, utc_now
from app.settings import EnvSettings, get_settings


class SessionSettings(EnvSettings):
    """How long somebody stays signed in."""

    # https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration
    session_hours: int = 336


class UserSession(Base):
    """A browser in which somebody is signed in."""

    __tablename__ = "sessions"

    # A hash, so that a copy of the database signs nobody in.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


def start(session: Session, user_id: UUID) -> str:
    """Store a new session, and return the token that opens it."""
    now = utc_now()
    outdated = select(UserSession.token_hash).where(
        UserSession.user_id == user_id, UserSession.expires_at <= now
    )
    # By their keys: a DELETE by user would make MySQL lock the rows of others too.
    keys = session.scalars(outdated).all()
    session.execute(delete(UserSession).where(UserSession.token_hash.in_(keys)))
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(hours=SessionSettings.load().session_hours)
    session.add(UserSession(token_hash=_hash(token), user_id=user_id, expires_at=expires_at))
    session.commit()
    return token


def find_user(session: Session, token: str) -> User | None:
    """Whose session the token opens, if it has not expired."""
    return session.scalar(
        select(User)
        .join(UserSession)
        .where(UserSession.token_hash == _hash(token), UserSession.expires_at > utc_now())
    )


def seconds_left(session: Session, token: str) -> float:
    """For how long the token still opens the session; 0 when it no longer does."""
    stored = session.get(UserSession, _hash(token))
    return (stored.expires_at - utc_now()).total_seconds() if stored else 0


def end(session: Session, token: str) -> None:
    """Forget the session, so that its token opens nothing."""
    session.execute(delete(UserSession).where(UserSession.token_hash == _hash(token)))
    session.commit()


def csrf_token(token: str) -> str:
    """The token that a write must repeat; only this server can derive it from the session's."""
    # https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#signed-double-submit-cookie-recommended
    key = get_settings().secret_key.encode()
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    # Random enough to need no salt and no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
