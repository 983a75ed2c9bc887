"""Accounts: to register, and to check an e-mail and a password."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError
from pymongo.errors import DuplicateKeyError
from werkzeug.exceptions import Conflict

from app.api import Answer, Resource, read_body
from app.database import Db, Document, current_database, utc_now
from app.docs import describe
from app.passwords import hash_password, is_outdated, verify_password
from app.schemas import Storable, Timestamp


class User(Document):
    """Somebody who can sign in."""

    id: UUID = Field(alias="_id", default_factory=uuid4)
    # Always in lower case; an index sees to it that nobody else has it.
    email: str
    password_hash: str
    created_at: datetime = Field(default_factory=utc_now)


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
        user = register(current_database(), wanted.email, wanted.password)
        if user is None:
            raise Conflict("This e-mail is already registered.")
        return UserOut.model_validate(user), 201, {"Location": "/api/auth/me"}


def register(db: Db, email: str, password: str) -> User | None:
    """Store a new account; None when the e-mail is taken."""
    user = User(email=email, password_hash=hash_password(password))
    try:
        db.users.insert_one(user.model_dump())
    except DuplicateKeyError:
        return None
    return user


def authenticate(db: Db, email: str, password: str) -> User | None:
    """The account with this e-mail and password, if there is one."""
    found = db.users.find_one({"email": email})
    user = User.model_validate(found) if found else None
    if not verify_password(user.password_hash if user else None, password):
        return None
    if user and is_outdated(user.password_hash):
        renewed = {"password_hash": hash_password(password)}
        db.users.update_one({"_id": user.id}, {"$set": renewed})
    return user


def find_user(db: Db, user_id: UUID) -> User | None:
    """The account with this id, if there is one."""
    found = db.users.find_one({"_id": user_id})
    return User.model_validate(found) if found else None
