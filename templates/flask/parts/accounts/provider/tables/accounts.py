"""Accounts: the people whom the provider knows."""

from datetime import datetime
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.orm import Base, UtcDateTime, utc_now
from app.provider import Identity
from app.schemas import Timestamp


class User(Base):
    """Somebody who has signed in. There is no password here: the provider has it."""

    __tablename__ = "users"
    # Who it is: a subject means something to its issuer only, and an e-mail may change hands.
    # https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class UserOut(BaseModel):
    """An account, as its owner reads it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str | None
    created_at: Timestamp


def find_or_create(session: Session, identity: Identity) -> User:
    """The account of somebody who signs in, with the e-mail that they have now."""
    user = find(session, identity) or _create(session, identity)
    if user.email != identity.email:
        user.email = identity.email
        session.commit()
    return user


def find(session: Session, identity: Identity) -> User | None:
    """The account of an issuer and subject, if there is one."""
    return session.scalar(_of(identity))


def _create(session: Session, identity: Identity) -> User:
    user = User(issuer=identity.issuer, subject=identity.subject, email=identity.email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        # Somebody signs in twice at once, for the first time: the other was faster.
        session.rollback()
        return session.scalars(_of(identity)).one()
    return user


def _of(identity: Identity) -> Select[User]:
    return select(User).where(User.issuer == identity.issuer, User.subject == identity.subject)
