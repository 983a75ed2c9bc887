"""The database: MongoDB, through the asynchronous client of PyMongo.

https://www.mongodb.com/docs/languages/python/pymongo-driver/current/
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, model_validator
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, ExecutionTimeout

from app import health
from app.errors import problem
from app.settings import EnvironmentSettings

log = structlog.get_logger(__name__)

# A document as MongoDB gives it, and where to find it.
Stored = dict[str, Any]
Database = AsyncDatabase[Stored]

OPTIONS: dict[str, Any] = {
    # https://pymongo.readthedocs.io/en/stable/api/pymongo/asynchronous/mongo_client.html
    "tz_aware": True,  # moments come back as they went in: in UTC, and saying so
    # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/data-formats/uuid/
    "uuidRepresentation": "standard",
    # https://www.mongodb.com/docs/manual/reference/connection-string-options/#connection-pool-options
    "minPoolSize": 0,
    "maxPoolSize": 20,
    # Each process watches the server over one connection more, rather than two.
    # https://www.mongodb.com/docs/manual/reference/connection-string-options/#mongodb-urioption-urioption.serverMonitoringMode
    "serverMonitoringMode": "poll",
    # Milliseconds after which a database that is away is told from one that is slow.
    # https://www.mongodb.com/docs/manual/reference/connection-string-options/#timeout-options
    "connectTimeoutMS": 2000,
    "serverSelectionTimeoutMS": 3000,
    # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/csot/
    "timeoutMS": 4000,  # for one operation, with all that it waits for
    # A write counts when most members of a replica set have it, so that none is lost with one.
    # https://www.mongodb.com/docs/manual/reference/write-concern/
    "w": "majority",
    # https://www.mongodb.com/docs/manual/core/retryable-writes/
    "retryWrites": True,
}


def known_address(url: str) -> str:
    """Refuse what does not lead to a database of MongoDB."""
    if not url.startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError("must start with mongodb:// or mongodb+srv://")
    if not urlsplit(url).path.strip("/"):
        raise ValueError("must name a database, as in mongodb://127.0.0.1:27017/notes")
    return url


class DatabaseSettings(EnvironmentSettings):
    """Which database holds the notes."""

    # https://www.mongodb.com/docs/manual/reference/connection-string/
    database_url: Annotated[str, AfterValidator(known_address)] = ""

    @model_validator(mode="before")
    @classmethod
    def require_address(cls, values: dict[str, Any]) -> dict[str, Any]:
        """There is nothing to fall back on."""
        if not values.get("database_url"):
            raise ValueError(
                "DATABASE_URL is not set: MongoDB has no stand-in, "
                "so start one as the README says and set it."
            )
        return values


def create_client(url: str) -> AsyncMongoClient[Stored]:
    """Open a pool of connections; the first operation makes the first one."""
    return AsyncMongoClient(url, **OPTIONS)


def init_app(app: FastAPI) -> None:
    """Give the application its database, and an answer for when that is away."""
    app.state.database_url = DatabaseSettings().database_url
    app.include_router(APIRouter(lifespan=connect))
    app.add_exception_handler(ConnectionFailure, answer_away)
    app.add_exception_handler(ExecutionTimeout, answer_away)


@asynccontextmanager
async def connect(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client for as long as the process serves: none survives a fork.

    https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/mongoclient/
    """
    async with create_client(app.state.database_url) as client:
        app.state.database = client.get_default_database()
        yield


async def database_of(request: Request) -> Database:
    """Give a request the database of its application."""
    return cast("Database", request.app.state.database)


OurDatabase = Annotated[Database, Depends(database_of)]


async def answer_away(_request: Request, error: Exception) -> JSONResponse:
    """Answer 503: whoever asks again in a moment may have better luck."""
    log.warning("the database is away", error=repr(error))
    detail = "The database does not answer. Try again in a moment."
    return problem(503, detail, {"Retry-After": "5"})


@health.check("database")
async def ping(app: FastAPI) -> None:
    """Fail when the database does not answer."""
    await app.state.database.command("ping")
