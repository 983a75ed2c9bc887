"""What every table has in common."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.database import TIMESTAMP


class Base(DeclarativeBase):
    """The tables derive from this class, and Alembic finds them through it."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, also where the database forgets time zones."""

    impl = TIMESTAMP
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Name the time zone again when the database did not keep it."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Make an identifier that nobody can guess from another one."""
    return str(uuid4())
