"""What the tests stand on: settings of their own, and a database that they leave empty."""

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from app import orm
from app.base import Base
from app.database import DatabaseSettings, create_engine
from app.main import create_app
from app.settings import PROJECT_FOLDER, EnvironmentSettings

T = TypeVar("T")

ALEMBIC = Config(PROJECT_FOLDER / "alembic.ini")
FOLDER = TemporaryDirectory(ignore_cleanup_errors=True)


def forget_environment() -> None:
    """Let neither the shell nor `.env` decide about a setting, least of all DATABASE_URL."""
    for settings in EnvironmentSettings.__subclasses__():
        settings.model_config["env_file"] = None
        for name in settings.model_fields:
            os.environ.pop(name.upper(), None)


forget_environment()
new_file = f"sqlite:///{Path(FOLDER.name, 'test.db').as_posix()}"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or new_file
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ["SECRET_KEY"] = "a key that is good enough for tests"


@contextmanager
def database() -> Iterator[None]:
    """Create the tables by the migrations, and undo that at the end."""
    command.upgrade(ALEMBIC, "head")
    yield
    command.downgrade(ALEMBIC, "base")
    orm.run(drop_version())


async def drop_version() -> None:
    """Drop the table in which Alembic notes how far it is."""
    engine = create_engine(DatabaseSettings().database_url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
    await engine.dispose()


@cache
def default_app() -> FastAPI:
    """Build an application with the settings above, once for all tests."""
    return create_app()


@contextmanager
def open_client(app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client; afterwards no row is left."""
    app = app or default_app()
    with TestClient(app, base_url="http://localhost") as client:
        yield client
        run(client, delete_rows)


def run(client: TestClient, function: Callable[..., Awaitable[T]], *args: object) -> T:
    """Call a function with the client's application, in the event loop of that."""
    assert client.portal
    return client.portal.call(function, client.app, *args)


async def delete_rows(app: FastAPI) -> None:
    """Empty all tables, those first that refer to others."""
    async with app.state.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            await connection.execute(table.delete())
