"""The database: PostgreSQL once DATABASE_URL names one; until then the embedded one."""

from typing import Annotated

from flask import Flask
from pydantic import AfterValidator
from sqlalchemy import Engine, create_engine, make_url

from app import embedded, orm
from app.settings import EnvSettings


class DatabaseSettings(EnvSettings):
    """Where the notes are kept."""

    # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    database_url: Annotated[str, AfterValidator(embedded.accepts("postgresql", "postgres"))] = (
        embedded.DEFAULT_URL
    )


def open_engine() -> Engine:
    """The engine keeps a pool of connections, so that a request does not open its own."""
    url = DatabaseSettings.load().database_url
    if embedded.is_embedded(url):
        return embedded.open_embedded(url)
    return create_engine(
        # https://docs.sqlalchemy.org/en/21/dialects/postgresql.html#module-sqlalchemy.dialects.postgresql.psycopg
        make_url(url).set(drivername="postgresql+psycopg"),
        # https://docs.sqlalchemy.org/en/21/core/pooling.html
        pool_size=5,
        max_overflow=10,
        # A connection that the server or a firewall has dropped is replaced, not handed out.
        pool_pre_ping=True,
        # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-CONNECT-TIMEOUT
        connect_args={"connect_timeout": 5},
    )


def init_app(app: Flask) -> None:
    """Open the engine once, for all requests."""
    orm.init_app(app, open_engine())
