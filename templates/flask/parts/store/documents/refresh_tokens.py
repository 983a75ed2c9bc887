"""Refresh tokens: each is used once, for its successor."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from app import tokens
from app.api import Answer, Resource, read_body
from app.database import Db, Document, current_database, utc_now
from app.docs import describe
from app.schemas import Storable
from app.settings import EnvSettings

# Tokens must not stay in a cache: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
NO_STORE = {"Cache-Control": "no-store"}


class RefreshTokenSettings(EnvSettings):
    """How long refresh tokens are valid."""

    # https://datatracker.ietf.org/doc/html/rfc9700#section-4.14
    refresh_token_days: int = 30


class RefreshToken(Document):
    """A sign-in that goes on: one document, whose token is replaced at each use."""

    # Every token that comes from this sign-in begins with it, so that a used one is recognized.
    family_id: UUID = Field(alias="_id")
    # A hash, so that a copy of the database signs nobody in.
    token_hash: str
    user_id: UUID
    # MongoDB removes it some time later: app/indexes.py.
    expires_at: datetime


class TokenPair(BaseModel):
    """What a client needs to stay signed in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a kind, no secret
    expires_in: int


class GivenToken(BaseModel):
    """A refresh token that the client gives back."""

    refresh_token: Annotated[str, Field(strict=True), Storable]


class Refresh(Resource):
    """Stay signed in."""

    @describe("Get a new pair", body=GivenToken, answers={200: TokenPair}, problems=[401])
    def post(self) -> Answer:
        """Answer a new pair of tokens for a refresh token, which is then used up."""
        traded = use_refresh_token(current_database(), read_body(GivenToken).refresh_token)
        if traded is None:
            raise tokens.unauthorized("The refresh token is not valid.")
        return _answer_pair(*traded)


class Logout(Resource):
    """Sign out."""

    @describe("Sign out", body=GivenToken, answers={204: None})
    def post(self) -> Answer:
        """Revoke the refresh token and its successors; an unknown one is no error."""
        revoke_family(current_database(), read_body(GivenToken).refresh_token)
        return None, 204


def first_pair(user_id: UUID) -> Answer:
    """Answer a pair of tokens to somebody who has just proved who they are."""
    refresh_token = make_refresh_token(current_database(), user_id)
    return _answer_pair(user_id, refresh_token)


def make_refresh_token(db: Db, user_id: UUID) -> str:
    """Store a refresh token of a new family."""
    family_id = uuid4()
    token = _new_token(family_id)
    lifetime = timedelta(days=RefreshTokenSettings.load().refresh_token_days)
    stored = RefreshToken(
        family_id=family_id,
        token_hash=_hash(token),
        user_id=user_id,
        expires_at=utc_now() + lifetime,
    )
    db.refresh_tokens.insert_one(stored.model_dump())
    return token


def use_refresh_token(db: Db, token: str) -> tuple[UUID, str] | None:
    """Trade a refresh token for a user and its successor; a second use revokes the family."""
    family_id = _family_of(token)
    if family_id is None:
        return None
    now = utc_now()
    successor = _new_token(family_id)
    lifetime = timedelta(days=RefreshTokenSettings.load().refresh_token_days)
    # One command compares and replaces, so that of two uses at once only one can win.
    replaced = db.refresh_tokens.find_one_and_update(
        {"_id": family_id, "token_hash": _hash(token), "expires_at": {"$gt": now}},
        {"$set": {"token_hash": _hash(successor), "expires_at": now + lifetime}},
    )
    if replaced is None:
        revoke_family(db, token)
        return None
    return RefreshToken.model_validate(replaced).user_id, successor


def revoke_family(db: Db, token: str) -> None:
    """Forget the sign-in that the token came from."""
    db.refresh_tokens.delete_one({"_id": _family_of(token)})


def _answer_pair(user_id: UUID, refresh_token: str) -> Answer:
    access_token, expires_in = tokens.make_access_token(user_id)
    pair = TokenPair(access_token=access_token, refresh_token=refresh_token, expires_in=expires_in)
    return pair, 200, NO_STORE


def _new_token(family_id: UUID) -> str:
    return family_id.hex + secrets.token_urlsafe(32)


def _family_of(token: str) -> UUID | None:
    try:
        return UUID(token[:32])
    except ValueError:
        return None


def _hash(token: str) -> str:
    # Random enough to need no salt and no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
