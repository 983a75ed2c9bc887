"""The database: one SQLite file, opened by app/embedded.py."""

from typing import Annotated

from flask import Flask
from pydantic import AfterValidator
from sqlalchemy import Engine

from app import embedded, orm
from app.settings import EnvSettings


class DatabaseSettings(EnvSettings):
    """Where the notes are kept."""

    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#connect-strings
    database_url: Annotated[str, AfterValidator(embedded.accepts())] = embedded.DEFAULT_URL


def open_engine() -> Engine:
    """The engine keeps a pool of connections, so that a request does not open its own."""
    return embedded.open_embedded(DatabaseSettings.load().database_url)


def init_app(app: Flask) -> None:
    """Open the engine once, for all requests."""
    orm.init_app(app, open_engine())
