"""The database: PostgreSQL through psycopg, and SQLite until DATABASE_URL names a server."""

from typing import Annotated

from fastapi import FastAPI
from pydantic import AfterValidator
from sqlalchemy import DateTime, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import embedded, orm
from app.settings import EnvironmentSettings

TIMESTAMP = DateTime(timezone=True)


def known_scheme(url: str) -> str:
    """Refuse the address of a database that this project has no driver for."""
    if embedded.is_sqlite(url) or url.startswith(("postgresql://", "postgres://")):
        return url
    raise ValueError("must start with postgresql:// or sqlite:///")


class DatabaseSettings(EnvironmentSettings):
    """Which database holds the notes."""

    # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    database_url: Annotated[str, AfterValidator(known_scheme)] = embedded.DEFAULT_URL


def create_engine(url: str) -> AsyncEngine:
    """Open a pool of connections; the first query makes the first one."""
    if embedded.is_sqlite(url):
        return embedded.create_engine(url)
    return create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        # https://docs.sqlalchemy.org/en/21/core/pooling.html
        pool_size=15,
        max_overflow=0,  # what is above the size would be closed again after each use
        pool_timeout=5,
        pool_pre_ping=True,  # a connection that the server closed is replaced, not handed out
        # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
        connect_args={"connect_timeout": 5},
    )


def init_app(app: FastAPI) -> None:
    """Give the application its database."""
    orm.init_app(app, create_engine(DatabaseSettings().database_url))
