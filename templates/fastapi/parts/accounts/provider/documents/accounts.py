"""Accounts: who somebody is, is what their provider calls them."""

from datetime import datetime
from typing import Any, cast

from pydantic import Field
from pymongo import ReturnDocument

from app.base import Document, new_id, now
from app.database import Database, Stored
from app.schemas import Answer, Moment

LONGEST_EMAIL = 254


class User(Document):
    """A person who has signed in. An e-mail address changes hands, so it identifies nobody."""

    issuer: str
    subject: str
    email: str | None
    created_at: datetime = Field(default_factory=now)


class Account(Answer):
    """A person who may sign in."""

    id: str
    email: str | None
    created_at: Moment


async def find_user(database: Database, user_id: str) -> User | None:
    """Return a user, or None where there is none."""
    stored = await database["users"].find_one({"_id": user_id})
    return User.load(stored) if stored else None


async def remember(database: Database, claims: dict[str, Any]) -> User:
    """Return the account of whom an ID token names; the first time it is made.

    Of somebody who comes for the first time, twice at once, the unique index makes one account.
    https://www.mongodb.com/docs/manual/reference/method/db.collection.findAndModify/#upsert-with-unique-index
    """
    stored = await database["users"].find_one_and_update(
        {"issuer": claims["iss"], "subject": claims["sub"]},
        {
            "$set": {"email": verified_email(claims)},
            "$setOnInsert": {"_id": new_id(), "created_at": now()},
        },
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return User.load(cast("Stored", stored))


def verified_email(claims: dict[str, Any]) -> str | None:
    """Return the address, where the provider says that it belongs to this person."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return None
    return email if email.isprintable() and len(email) <= LONGEST_EMAIL else None
