"""Refresh tokens: each is used once, for its successor."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import orm, tokens
from app.accounts import User
from app.api import Answer, Resource, read_body
from app.docs import describe
from app.orm import Base, UtcDateTime, utc_now
from app.schemas import Storable
from app.settings import EnvSettings

# Tokens must not stay in a cache: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
NO_STORE = {"Cache-Control": "no-store"}


class RefreshTokenSettings(EnvSettings):
    """How long refresh tokens are valid."""

    # https://datatracker.ietf.org/doc/html/rfc9700#section-4.14
    refresh_token_days: int = 30


class RefreshToken(Base):
    """A sign-in that goes on: one row, whose token is replaced at each use."""

    __tablename__ = "refresh_tokens"

    # Every token that comes from this sign-in begins with it, so that a used one is recognized.
    family_id: Mapped[UUID] = mapped_column(primary_key=True)
    # A hash, so that a copy of the database signs nobody in.
    token_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
        traded = use_refresh_token(orm.session(), read_body(GivenToken).refresh_token)
        if traded is None:
            raise tokens.unauthorized("The refresh token is not valid.")
        return _answer_pair(*traded)


class Logout(Resource):
    """Sign out."""

    @describe("Sign out", body=GivenToken, answers={204: None})
    def post(self) -> Answer:
        """Revoke the refresh token and its successors; an unknown one is no error."""
        revoke_family(orm.session(), read_body(GivenToken).refresh_token)
        return None, 204


def first_pair(user_id: UUID) -> Answer:
    """Answer a pair of tokens to somebody who has just proved who they are."""
    session = orm.session()
    refresh_token = make_refresh_token(session, user_id)
    session.commit()
    return _answer_pair(user_id, refresh_token)


def make_refresh_token(session: Session, user_id: UUID) -> str:
    """Store a refresh token of a new family; the caller commits."""
    now = utc_now()
    outdated = select(RefreshToken.family_id).where(
        RefreshToken.user_id == user_id, RefreshToken.expires_at <= now
    )
    # By their keys: a DELETE by user would make MySQL lock the rows of others too.
    keys = session.scalars(outdated).all()
    session.execute(delete(RefreshToken).where(RefreshToken.family_id.in_(keys)))
    family_id = uuid4()
    token = _new_token(family_id)
    lifetime = timedelta(days=RefreshTokenSettings.load().refresh_token_days)
    session.add(
        RefreshToken(
            family_id=family_id,
            token_hash=_hash(token),
            user_id=user_id,
            expires_at=now + lifetime,
        )
    )
    return token


def use_refresh_token(session: Session, token: str) -> tuple[UUID, str] | None:
    """Trade a refresh token for a user and its successor; a second use revokes the family."""
    family_id = _family_of(token)
    if family_id is None:
        return None
    now = utc_now()
    successor = _new_token(family_id)
    lifetime = timedelta(days=RefreshTokenSettings.load().refresh_token_days)
    # One statement compares and replaces, so that of two uses at once only one can win.
    replaced = session.connection().execute(
        update(RefreshToken)
        .where(
            RefreshToken.family_id == family_id,
            RefreshToken.token_hash == _hash(token),
            RefreshToken.expires_at > now,
        )
        .values(token_hash=_hash(successor), expires_at=now + lifetime)
    )
    if replaced.rowcount == 0:
        revoke_family(session, token)
        return None
    user_id = session.get_one(RefreshToken, family_id).user_id
    session.commit()
    return user_id, successor


def revoke_family(session: Session, token: str) -> None:
    """Forget the sign-in that the token came from."""
    session.execute(delete(RefreshToken).where(RefreshToken.family_id == _family_of(token)))
    session.commit()


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
