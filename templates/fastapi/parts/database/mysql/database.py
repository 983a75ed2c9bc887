"""The database: MySQL through aiomysql, and SQLite until DATABASE_URL names a server."""

from typing import Annotated

from fastapi import FastAPI
from pydantic import AfterValidator
from sqlalchemy import DateTime, Table, event, make_url
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app import embedded, orm
from app.settings import EnvironmentSettings

# MySQL cuts a DATETIME to whole seconds unless it is told to keep six more digits.
TIMESTAMP = DateTime(timezone=True).with_variant(DATETIME(fsp=6), "mysql", "mariadb")


@event.listens_for(Table, "before_create")
def tell_letters_apart(table: Table, *_: object, **__: object) -> None:
    """Let MySQL tell "e" from "é" as other databases do; by itself it takes them for the same."""
    table.dialect_options["mysql"]["collate"] = "utf8mb4_bin"


def known_scheme(url: str) -> str:
    """Refuse the address of a database that this project has no driver for."""
    if embedded.is_sqlite(url) or url.startswith("mysql://"):
        return url
    raise ValueError("must start with mysql:// or sqlite:///")


class DatabaseSettings(EnvironmentSettings):
    """Which database holds the notes."""

    # https://docs.sqlalchemy.org/en/21/core/engines.html#mysql
    database_url: Annotated[str, AfterValidator(known_scheme)] = embedded.DEFAULT_URL


def create_engine(url: str) -> AsyncEngine:
    """Open a pool of connections; the first query makes the first one."""
    if embedded.is_sqlite(url):
        return embedded.create_engine(url)
    return create_async_engine(
        make_url(url).set(drivername="mysql+aiomysql"),
        # https://docs.sqlalchemy.org/en/21/core/pooling.html
        pool_size=15,
        max_overflow=0,  # what is above the size would be closed again after each use
        pool_timeout=5,
        pool_pre_ping=True,  # a connection that the server closed is replaced, not handed out
        pool_recycle=3600,  # seconds; MySQL closes connections that are idle for long
        # Its default locks the gaps between rows as well, and two first sign-ins would deadlock.
        # https://dev.mysql.com/doc/refman/8.4/en/innodb-transaction-isolation-levels.html
        isolation_level="READ COMMITTED",
        # https://aiomysql.readthedocs.io/en/stable/connection.html
        connect_args={"connect_timeout": 5, "charset": "utf8mb4"},
    )


def init_app(app: FastAPI) -> None:
    """Give the application its database."""
    orm.init_app(app, create_engine(DatabaseSettings().database_url))
