"""Refresh tokens: each is used once, and one that comes back betrays a thief.

https://datatracker.ietf.org/doc/html/rfc9700#name-refresh-token-protection
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import Field
from sqlalchemy import CursorResult, ForeignKey, String, Uuid, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app import schemas
from app.accounts import User
from app.base import Base, UtcDateTime, new_id, now
from app.errors import problems
from app.orm import Session
from app.security import json_only
from app.tokens import unauthorized

router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])


class RefreshToken(Base):
    """A token that was handed out. All that stem from one sign-in are a family."""

    __tablename__ = "refresh_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    family_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), index=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def hash_token(token: str) -> str:
    """Hash a token: who reads the table still cannot use what is in it."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class RefreshTokens:
    """Issues, exchanges and revokes the tokens in one database."""

    session: AsyncSession
    lifetime: timedelta

    async def issue(self, user_id: str) -> str:
        """Start a family, at sign-in; what has expired is cleared away."""
        await self._lock(user_id)
        expired = RefreshToken.user_id == user_id, RefreshToken.expires_at < now()
        await self.session.execute(delete(RefreshToken).where(*expired))
        token = self._add(user_id, family_id=new_id())
        await self.session.commit()
        return token

    async def exchange(self, token: str) -> tuple[str, str] | None:
        """Return the user and the next token; a token that was used revokes its family."""
        old = await self._find(token)
        if old is None:
            return None
        if not await self._use(old):
            await self._delete_family(old)
            return None
        new = self._add(old.user_id, old.family_id)
        await self.session.commit()
        return old.user_id, new

    async def revoke(self, token: str) -> None:
        """Revoke the family of a token, at sign-out."""
        known = await self._find(token)
        if known is not None:
            await self._lock(known.user_id)
            await self._delete_family(known)

    async def _find(self, token: str) -> RefreshToken | None:
        return await self.session.get(RefreshToken, hash_token(token))

    async def _lock(self, user_id: str) -> None:
        """Make others who change this user's tokens wait until the end of the transaction."""
        await self.session.execute(select(User.id).where(User.id == user_id).with_for_update())

    async def _use(self, token: RefreshToken) -> bool:
        """Mark a token as used: of two requests at the same time only one succeeds."""
        await self._lock(token.user_id)
        marked = await self.session.execute(
            update(RefreshToken)
            .where(
                RefreshToken.token_hash == token.token_hash,
                RefreshToken.used_at.is_(None),
                RefreshToken.expires_at > now(),
            )
            .values(used_at=now())
        )
        return cast("CursorResult[Any]", marked).rowcount == 1

    def _add(self, user_id: str, family_id: str) -> str:
        token = secrets.token_urlsafe(32)
        self.session.add(
            RefreshToken(
                token_hash=hash_token(token),
                family_id=family_id,
                user_id=user_id,
                expires_at=now() + self.lifetime,
            )
        )
        return token

    async def _delete_family(self, member: RefreshToken) -> None:
        family = RefreshToken.family_id == member.family_id
        await self.session.execute(delete(RefreshToken).where(family))
        await self.session.commit()


class RefreshRequest(schemas.Request):
    """A refresh token."""

    refresh_token: Annotated[schemas.Text, Field(max_length=200)]


class TokenPair(schemas.Answer):
    """What a client needs to stay signed in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


def refresh_tokens(request: Request, session: Session) -> RefreshTokens:
    """Give a request the refresh tokens in its database."""
    days = request.app.state.token_settings.refresh_token_days
    return RefreshTokens(session, lifetime=timedelta(days=days))


Refresh = Annotated[RefreshTokens, Depends(refresh_tokens)]


def make_pair(request: Request, response: Response, user_id: str, refresh: str) -> TokenPair:
    """Put a new access token beside a refresh token; neither may stay in a cache."""
    state = request.app.state
    lifetime = timedelta(minutes=state.token_settings.access_token_minutes)
    response.headers["Cache-Control"] = "no-store"
    return TokenPair(
        access_token=state.keys.sign(user_id, lifetime),
        refresh_token=refresh,
        expires_in=int(lifetime.total_seconds()),
    )


@router.post("/refresh", responses=problems(401))
async def refresh(
    sent: RefreshRequest, tokens: Refresh, request: Request, response: Response
) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    exchanged = await tokens.exchange(sent.refresh_token)
    if exchanged is None:
        raise unauthorized("The refresh token is not valid: sign in again.")
    return make_pair(request, response, *exchanged)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(sent: RefreshRequest, tokens: Refresh) -> None:
    """Revoke a refresh token and all that came from the same sign-in."""
    await tokens.revoke(sent.refresh_token)
