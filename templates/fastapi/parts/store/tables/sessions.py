"""Sessions: a row on the server, and a random token in a cookie that leads to it.

https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts import User
from app.base import Base, UtcDateTime, now


class SignedIn(Base):
    """A session that was started and not ended."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


def hash_token(token: str) -> str:
    """Hash a token: who reads the table still cannot use what is in it."""
    return sha256(token.encode()).hexdigest()


def csrf_token(token: str, secret_key: str) -> str:
    """Derive what proves that a request comes from a page that may read our cookies.

    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    return hmac.new(secret_key.encode(), f"csrf:{token}".encode(), sha256).hexdigest()


async def start(session: AsyncSession, user: User, lifetime: timedelta) -> str:
    """Start a session and return its token; what has expired is cleared away."""
    expired = SignedIn.user_id == user.id, SignedIn.expires_at < now()
    await session.execute(delete(SignedIn).where(*expired))
    token = secrets.token_urlsafe(32)
    row = SignedIn(token_hash=hash_token(token), user_id=user.id, expires_at=now() + lifetime)
    session.add(row)
    await session.commit()
    return token


async def find_user(session: AsyncSession, token: str) -> User | None:
    """Return who is signed in with this token."""
    return await session.scalar(
        select(User)
        .join(SignedIn, SignedIn.user_id == User.id)
        .where(SignedIn.token_hash == hash_token(token), SignedIn.expires_at > now())
    )


async def end(session: AsyncSession, token: str) -> None:
    """End a session: from now on its token leads nowhere."""
    await session.execute(delete(SignedIn).where(SignedIn.token_hash == hash_token(token)))
    await session.commit()
