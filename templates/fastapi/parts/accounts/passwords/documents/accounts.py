"""Accounts: to register, and to find out whose password fits."""

from datetime import datetime
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Depends, HTTPException, Response, status
from pydantic import AfterValidator, Field
from pymongo.errors import DuplicateKeyError

from app import passwords
from app.base import Document, now
from app.database import Database, OurDatabase, Stored
from app.errors import problems
from app.schemas import Answer, Moment, Request, Text
from app.security import json_only

router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])


class User(Document):
    """A person who may sign in, in the collection `users`."""

    email: str
    password_hash: str
    created_at: datetime = Field(default_factory=now)


def normal_email(text: str) -> str:
    """Bring an address into one form, so that it cannot be registered twice."""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}, examples=["ada@example.com"]),
    AfterValidator(normal_email),
]


class NewAccount(Request):
    """Who registers. Length is what makes a password strong."""

    email: Email
    password: Annotated[Text, Field(min_length=12, max_length=128)]


class Credentials(Request):
    """Who signs in."""

    email: Email
    password: Annotated[Text, Field(max_length=128)]


class Account(Answer):
    """A person who may sign in."""

    id: str
    email: str
    created_at: Moment


@router.post(
    "/register",
    status_code=status.HTTP_201_CREATED,
    response_model=Account,
    responses=problems(409),
)
async def register(new: NewAccount, database: OurDatabase, response: Response) -> User:
    """Create an account."""
    user = await create_user(database, new.email, new.password)
    response.headers["Location"] = "/api/auth/me"
    return user


async def create_user(database: Database, email: str, password: str) -> User:
    """Store a new user, or answer 409: a unique index decides who was first."""
    user = User(email=email, password_hash=await passwords.hash_password(password))
    try:
        await database["users"].insert_one(user.dump())
    except DuplicateKeyError as error:
        raise HTTPException(
            status.HTTP_409_CONFLICT, "This e-mail address is registered already."
        ) from error
    return user


async def find_user(database: Database, user_id: str) -> User | None:
    """Return a user, or None where there is none."""
    return await find_by(database, {"_id": user_id})


async def find_by(database: Database, wanted: Stored) -> User | None:
    """Return the one user who is what is wanted."""
    stored = await database["users"].find_one(wanted)
    return User.load(stored) if stored else None


async def authenticate(database: Database, credentials: Credentials) -> User | None:
    """Return the user whose password this is; None tells nothing about what was wrong."""
    user = await find_by(database, {"email": credentials.email})
    password_hash = user.password_hash if user else None
    if not await passwords.password_fits(credentials.password, password_hash):
        return None
    if user and passwords.is_outdated(user.password_hash):
        newer = {"password_hash": await passwords.hash_password(credentials.password)}
        await database["users"].update_one({"_id": user.id}, {"$set": newer})
    return user
