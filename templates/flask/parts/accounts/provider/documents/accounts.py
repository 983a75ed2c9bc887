"""Accounts: the people whom the provider knows."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from pymongo.errors import DuplicateKeyError

from app.database import Db, Document, utc_now
from app.provider import Identity
from app.schemas import Timestamp


class User(Document):
    """Somebody who has signed in. There is no password here: the provider has it."""

    id: UUID = Field(alias="_id", default_factory=uuid4)
    # Who it is: a subject means something to its issuer only, and an e-mail may change hands.
    # https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
    issuer: str
    subject: str
    email: str | None
    created_at: datetime = Field(default_factory=utc_now)


class UserOut(BaseModel):
    """An account, as its owner reads it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str | None
    created_at: Timestamp


def find_or_create(db: Db, identity: Identity) -> User:
    """The account of somebody who signs in, with the e-mail that they have now."""
    user = find(db, identity) or _create(db, identity)
    if user.email != identity.email:
        db.users.update_one({"_id": user.id}, {"$set": {"email": identity.email}})
        user.email = identity.email
    return user


def find(db: Db, identity: Identity) -> User | None:
    """The account of an issuer and subject, if there is one."""
    return _read(db.users.find_one(_of(identity)))


def find_user(db: Db, user_id: UUID) -> User | None:
    """The account with this id, if there is one."""
    return _read(db.users.find_one({"_id": user_id}))


def _create(db: Db, identity: Identity) -> User:
    user = User(issuer=identity.issuer, subject=identity.subject, email=identity.email)
    try:
        db.users.insert_one(user.model_dump())
    except DuplicateKeyError:
        # Somebody signs in twice at once, for the first time: the other was faster.
        return User.model_validate(db.users.find_one(_of(identity)))
    return user


def _of(identity: Identity) -> dict[str, Any]:
    return {"issuer": identity.issuer, "subject": identity.subject}


def _read(found: dict[str, Any] | None) -> User | None:
    return User.model_validate(found) if found else None
