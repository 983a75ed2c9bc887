"""Accounts: who somebody is, is what their provider calls them."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint, Uuid, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.base import Base, UtcDateTime, new_id, now
from app.schemas import Answer, Moment

LONGEST_EMAIL = 254


class User(Base):
    """A person who has signed in. An e-mail address changes hands, so it identifies nobody."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Account(Answer):
    """A person who may sign in."""

    id: str
    email: str | None
    created_at: Moment


async def remember(session: AsyncSession, claims: dict[str, Any]) -> User:
    """Return the account of whom an ID token names; the first time it is made."""
    issuer, subject, email = claims["iss"], claims["sub"], verified_email(claims)
    known = select(User).where(User.issuer == issuer, User.subject == subject)
    user = await session.scalar(known)
    if user is None:
        user = User(issuer=issuer, subject=subject)
        session.add(user)
    user.email = email
    try:
        await session.commit()
    except IntegrityError:  # somebody comes for the first time, twice at once
        await session.rollback()
        return (await session.scalars(known)).one()
    return user


def verified_email(claims: dict[str, Any]) -> str | None:
    """Return the address, where the provider says that it belongs to this person."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return None
    return email if email.isprintable() and len(email) <= LONGEST_EMAIL else None
