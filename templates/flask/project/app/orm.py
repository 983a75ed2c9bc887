"""SQLAlchemy: the base of the tables, times in UTC, and one session for each request."""

from datetime import UTC, datetime

import structlog
from flask import Flask, Response, current_app, g
from sqlalchemy import DateTime, Engine, MetaData, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app import health
from app.errors import problem

log = structlog.get_logger(__name__)

SECONDS_TO_RETRY = 5
# What a driver says of a server that does not answer, and the pool when all connections are taken.
# https://docs.sqlalchemy.org/en/21/errors.html#operationalerror
AWAY = (OperationalError, InterfaceError, TimeoutError)


class Base(DeclarativeBase):
    """Base of every table; a constraint with a name can be changed by a migration."""

    # https://alembic.sqlalchemy.org/en/latest/naming.html
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC that stays one in databases that keep no time zone."""

    # https://docs.sqlalchemy.org/en/21/core/custom_types.html#store-timezone-aware-timestamps-as-timezone-naive-utc
    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


def utc_now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def init_app(app: Flask, engine: Engine) -> None:
    """Give each request a session of the engine, and watch over the database."""
    app.extensions["engine"] = engine
    app.teardown_appcontext(_close_session)
    for error in AWAY:
        app.register_error_handler(error, _answer_away)
    health.register(app, "database", lambda: _ping(engine))


def session() -> Session:
    """The session of this request, opened when it is first asked for."""
    opened: Session | None = g.get("session")
    if opened is None:
        opened = g.session = Session(current_app.extensions["engine"], expire_on_commit=False)
    return opened


def _close_session(_: BaseException | None) -> None:
    # Whatever was not committed is rolled back; the connection returns to the pool.
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()


def _answer_away(error: Exception) -> Response:
    # The driver's own error: SQLAlchemy's would tell what was to be written.
    log.warning("database_away", error=repr(error.__cause__ or error))
    detail = "The database does not answer. Try again in a moment."
    return problem(503, detail, {"Retry-After": str(SECONDS_TO_RETRY)})


def _ping(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
