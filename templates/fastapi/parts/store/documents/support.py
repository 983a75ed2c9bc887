"""What the tests stand on: settings of their own, and a database that they leave empty."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import indexes
from app.database import Database, DatabaseSettings, create_client
from app.main import create_app
from app.settings import EnvironmentSettings

T = TypeVar("T")


def forget_environment() -> None:
    """Let neither the shell nor `.env` decide about a setting, least of all DATABASE_URL."""
    for settings in EnvironmentSettings.__subclasses__():
        settings.model_config["env_file"] = None
        for name in settings.model_fields:
            os.environ.pop(name.upper(), None)


if not os.environ.get("TEST_DATABASE_URL"):
    raise SystemExit(
        "TEST_DATABASE_URL is not set: MongoDB has no stand-in, "
        "so start one as the README says and set it."
    )

forget_environment()
os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
os.environ["LOG_LEVEL"] = "CRITICAL"
os.environ["SECRET_KEY"] = "a key that is good enough for tests"


@contextmanager
def database() -> Iterator[None]:
    """Create the collections with their indexes, and undo that at the end."""
    indexes.main()
    asyncio.run(require_nothing())
    yield
    asyncio.run(drop_collections())


async def require_nothing() -> None:
    """Refuse a database that somebody uses: the tests delete what they find."""
    async with create_client(DatabaseSettings().database_url) as client:
        found = client.get_default_database()
        for name in await found.list_collection_names():
            if await found[name].find_one():
                raise SystemExit(f"TEST_DATABASE_URL needs an empty database: {name} is not.")


async def drop_collections() -> None:
    """Drop all that the tests have made."""
    async with create_client(DatabaseSettings().database_url) as client:
        found = client.get_default_database()
        for name in await found.list_collection_names():
            await found.drop_collection(name)


@cache
def default_app() -> FastAPI:
    """Build an application with the settings above, once for all tests."""
    return create_app()


@contextmanager
def open_client(app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client; afterwards no document is left."""
    app = app or default_app()
    with TestClient(app, base_url="http://localhost") as client:
        yield client
        run(client, delete_documents)


def run(client: TestClient, function: Callable[..., Awaitable[T]], *args: object) -> T:
    """Call a function with the client's application, in the event loop of that."""
    assert client.portal
    return client.portal.call(function, client.app, *args)


async def delete_documents(app: FastAPI) -> None:
    """Empty all collections; their indexes stay."""
    found: Database = app.state.database
    for name in await found.list_collection_names():
        await found[name].delete_many({})
