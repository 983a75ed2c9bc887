"""The database: SQLite, through aiosqlite."""

from typing import Annotated

from fastapi import FastAPI
from pydantic import AfterValidator
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import AsyncEngine

from app import embedded, orm
from app.settings import EnvironmentSettings

TIMESTAMP = DateTime(timezone=True)


def known_scheme(url: str) -> str:
    """Refuse the address of a database that this project has no driver for."""
    if embedded.is_sqlite(url):
        return url
    raise ValueError("must start with sqlite:///")


class DatabaseSettings(EnvironmentSettings):
    """Which file holds the notes."""

    # https://docs.sqlalchemy.org/en/21/core/engines.html#sqlite
    database_url: Annotated[str, AfterValidator(known_scheme)] = embedded.DEFAULT_URL


def create_engine(url: str) -> AsyncEngine:
    """Open a pool of connections; the first query makes the first one."""
    return embedded.create_engine(url)


def init_app(app: FastAPI) -> None:
    """Give the application its database."""
    orm.init_app(app, create_engine(DatabaseSettings().database_url))
