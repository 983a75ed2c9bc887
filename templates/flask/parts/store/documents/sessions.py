"""Sessions: the browser holds a random token, the database its hash."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import Field

from app import accounts
from app.accounts import User
from app.database import Db, Document, utc_now
from app.settings import EnvSettings, get_settings


class SessionSettings(EnvSettings):
    """How long somebody stays signed in."""

    # https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration
    session_hours: int = 336


class UserSession(Document):
    """A browser in which somebody is signed in."""

    # A hash, so that a copy of the database signs nobody in.
    token_hash: str = Field(alias="_id")
    user_id: UUID
    # MongoDB removes it some time later: app/indexes.py.
    expires_at: datetime


def start(db: Db, user_id: UUID) -> str:
    """Store a new session, and return the token that opens it."""
    token = secrets.token_urlsafe(32)
    expires_at = utc_now() + timedelta(hours=SessionSettings.load().session_hours)
    session = UserSession(token_hash=_hash(token), user_id=user_id, expires_at=expires_at)
    db.sessions.insert_one(session.model_dump())
    return token


def find_user(db: Db, token: str) -> User | None:
    """Whose session the token opens, if it has not expired."""
    session = _find(db, token)
    if session is None or session.expires_at <= utc_now():
        return None
    return accounts.find_user(db, session.user_id)


def seconds_left(db: Db, token: str) -> float:
    """For how long the token still opens the session; 0 when it no longer does."""
    session = _find(db, token)
    return (session.expires_at - utc_now()).total_seconds() if session else 0


def end(db: Db, token: str) -> None:
    """Forget the session, so that its token opens nothing."""
    db.sessions.delete_one({"_id": _hash(token)})


def csrf_token(token: str) -> str:
    """The token that a write must repeat; only this server can derive it from the session's."""
    # https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#signed-double-submit-cookie-recommended
    key = get_settings().secret_key.encode()
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def _find(db: Db, token: str) -> UserSession | None:
    found = db.sessions.find_one({"_id": _hash(token)})
    return UserSession.model_validate(found) if found else None


def _hash(token: str) -> str:
    # Random enough to need no salt and no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
