"""Refresh tokens: each is used once, and one that comes back betrays a thief.

https://datatracker.ietf.org/doc/html/rfc9700#name-refresh-token-protection
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import Field

from app import schemas
from app.base import Document, now
from app.database import Database, OurDatabase, Stored
from app.errors import problems
from app.security import json_only
from app.tokens import unauthorized

# How many tokens of a family are remembered, which tells a thief from somebody who guesses.
MOST_USED = 3000

router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])


class Family(Document):
    """All tokens that stem from one sign-in, by their hashes: the one to use next, and the others.

    They are one document, so that to use a token and to hand out the next is one step.
    https://www.mongodb.com/docs/manual/core/write-operations-atomicity/
    """

    user_id: str
    current: str
    used: list[str] = Field(default_factory=list)
    expires_at: datetime


def hash_token(token: str) -> str:
    """Hash a token: who reads the collection still cannot use what is in it."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class RefreshTokens:
    """Issues, exchanges and revokes the tokens in one database."""

    database: Database
    lifetime: timedelta

    async def issue(self, user_id: str) -> str:
        """Start a family, at sign-in."""
        token = secrets.token_urlsafe(32)
        expires_at = now() + self.lifetime
        family = Family(user_id=user_id, current=hash_token(token), expires_at=expires_at)
        await self.database["refresh_tokens"].insert_one(family.dump())
        return token

    async def exchange(self, token: str) -> tuple[str, str] | None:
        """Return the user and the next token; a token that was used revokes its family."""
        new = secrets.token_urlsafe(32)
        family = await self._replace(hash_token(token), hash_token(new))
        if family is None:
            await self.revoke(token)
            return None
        return family["user_id"], new

    async def revoke(self, token: str) -> None:
        """Revoke the family of a token, at sign-out."""
        known = hash_token(token)
        member = {"$or": [{"current": known}, {"used": known}]}
        await self.database["refresh_tokens"].delete_one(member)

    async def _replace(self, old: str, new: str) -> Stored | None:
        """Mark a token as used: of two requests at the same time only one finds it."""
        return await self.database["refresh_tokens"].find_one_and_update(
            {"current": old, "expires_at": {"$gt": now()}},
            {
                "$set": {"current": new, "expires_at": now() + self.lifetime},
                # https://www.mongodb.com/docs/manual/reference/operator/update/slice/
                "$push": {"used": {"$each": [old], "$slice": -MOST_USED}},
            },
        )


class RefreshRequest(schemas.Request):
    """A refresh token."""

    refresh_token: Annotated[schemas.Text, Field(max_length=200)]


class TokenPair(schemas.Answer):
    """What a client needs to stay signed in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


def refresh_tokens(request: Request, database: OurDatabase) -> RefreshTokens:
    """Give a request the refresh tokens in its database."""
    days = request.app.state.token_settings.refresh_token_days
    return RefreshTokens(database, lifetime=timedelta(days=days))


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
