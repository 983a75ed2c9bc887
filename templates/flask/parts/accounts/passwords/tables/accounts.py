"""Accounts: to register, and to check an e-mail and a password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.exceptions import Conflict

from app import orm
from app.api import Answer, Resource, read_body
from app.docs import describe
from app.orm import Base, UtcDateTime, utc_now
from app.passwords import hash_password, is_outdated, verify_password
from app.schemas import Storable, Timestamp


class User(Base):
    """Somebody who can sign in."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # Always in lower case.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


def _normalize(email: str) -> str:
    try:
        # Whether the domain has a mail server is not asked: that needs a network.
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise PydanticCustomError("email", "{reason}", {"reason": str(error)}) from None


Email = Annotated[
    str,
    Field(strict=True, max_length=254, json_schema_extra={"format": "email"}),
    Storable,
    AfterValidator(_normalize),
]


class Registration(BaseModel):
    """A new account."""

    email: Email
    # https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html#implement-proper-password-strength-controls
    password: Annotated[str, Field(strict=True, min_length=12, max_length=128), Storable]


class Credentials(BaseModel):
    """An attempt to sign in."""

    email: Email
    password: Annotated[str, Field(strict=True, max_length=128), Storable]


class UserOut(BaseModel):
    """An account, as its owner reads it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    created_at: Timestamp


class Register(Resource):
    """Make an account."""

    @describe("Register", body=Registration, answers={201: UserOut}, problems=[409])
    def post(self) -> Answer:
        """Store the account, unless the e-mail is taken."""
        wanted = read_body(Registration)
        user = register(orm.session(), wanted.email, wanted.password)
        if user is None:
            raise Conflict("This e-mail is already registered.")
        return UserOut.model_validate(user), 201, {"Location": "/api/auth/me"}


def register(session: Session, email: str, password: str) -> User | None:
    """Store a new account; None when the e-mail is taken."""
    user = User(email=email, password_hash=hash_password(password))
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        return None
    return user


def authenticate(session: Session, email: str, password: str) -> User | None:
    """The account with this e-mail and password, if there is one."""
    user = session.scalar(select(User).where(User.email == email))
    if not verify_password(user.password_hash if user else None, password):
        return None
    if user and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
        session.commit()
    return user
