"""Accounts: to register, and to find out whose password fits."""

from datetime import datetime
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Depends, HTTPException, Response, status
from pydantic import AfterValidator, Field
from sqlalchemy import String, Uuid, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app import passwords
from app.base import Base, UtcDateTime, new_id, now
from app.errors import problems
from app.orm import Session
from app.schemas import Answer, Moment, Request, Text
from app.security import json_only

router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])


class User(Base):
    """A person who may sign in."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


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
async def register(new: NewAccount, session: Session, response: Response) -> User:
    """Create an account."""
    user = await create_user(session, new.email, new.password)
    response.headers["Location"] = "/api/auth/me"
    return user


async def create_user(session: AsyncSession, email: str, password: str) -> User:
    """Store a new user, or answer 409: the database decides who was first."""
    user = User(email=email, password_hash=await passwords.hash_password(password))
    session.add(user)
    try:
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(
            status.HTTP_409_CONFLICT, "This e-mail address is registered already."
        ) from error
    return user


async def authenticate(session: AsyncSession, credentials: Credentials) -> User | None:
    """Return the user whose password this is; None tells nothing about what was wrong."""
    user = await session.scalar(select(User).where(User.email == credentials.email))
    # Hashing takes a while: others can use the connection meanwhile.
    await session.commit()
    password_hash = user.password_hash if user else None
    if not await passwords.password_fits(credentials.password, password_hash):
        return None
    if user and passwords.is_outdated(user.password_hash):
        user.password_hash = await passwords.hash_password(credentials.password)
        await session.commit()
    return user
