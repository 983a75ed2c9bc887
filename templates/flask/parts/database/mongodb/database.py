"""The database: MongoDB, where DATABASE_URL says; documents, and the times in them."""

import atexit
import logging
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app
from pydantic import AfterValidator, BaseModel, ConfigDict
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError
from pymongo.uri_parser import parse_uri

from app import health
from app.errors import problem
from app.settings import EnvSettings

SCHEMES = ("mongodb", "mongodb+srv")
MISSING = (
    "DATABASE_URL is not set: MongoDB has no stand-in, so start one as the README says and set it."
)
SECONDS_TO_RETRY = 5

Db = Database[dict[str, Any]]

log = structlog.get_logger()


def _readable(url: str) -> str:
    scheme = url.partition("://")[0]
    if scheme not in SCHEMES:
        raise ValueError(f"this project reads mongodb:// or mongodb+srv://, not {scheme}://")
    if not urlsplit(url).path.strip("/"):
        raise ValueError("it lacks the name of a database, as in mongodb://127.0.0.1:27017/notes")
    # The other scheme stands for servers that only the network knows.
    if scheme == "mongodb":
        try:
            parse_uri(url)
        except PyMongoError as error:
            raise ValueError(str(error)) from None
    return url


class DatabaseSettings(EnvSettings):
    """Where the notes are kept."""

    # https://www.mongodb.com/docs/manual/reference/connection-string/
    database_url: Annotated[str, AfterValidator(_readable)] | None = None


class Document(BaseModel):
    """Base of every kind of document; what is called `_id` there has a better name here."""

    # https://docs.pydantic.dev/latest/concepts/alias/
    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )


def utc_now() -> datetime:
    """The current time, in UTC and as exact as MongoDB keeps it: to the millisecond."""
    # https://www.mongodb.com/docs/manual/reference/bson-types/#date
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def open_database() -> Db:
    """The client keeps a pool of connections, so that a request does not open its own."""
    url = DatabaseSettings.load().database_url
    if url is None:
        raise SystemExit(MISSING)
    client: MongoClient[dict[str, Any]] = MongoClient(
        url,
        # Not before something is asked: a process that was forked needs connections of its own.
        # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/mongoclient/
        connect=False,
        # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/connection-pools/
        maxPoolSize=15,
        # Whoever waits for a server that is away is told so in time.
        # https://www.mongodb.com/docs/manual/reference/connection-string-options/#server-selection-and-discovery-options
        serverSelectionTimeoutMS=3000,
        connectTimeoutMS=2000,
        # For an operation with all that is tried again within it.
        # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/csot/
        timeoutMS=3000,
        # What is confirmed outlives the server that confirmed it.
        # https://www.mongodb.com/docs/manual/reference/write-concern/
        w="majority",
        # https://www.mongodb.com/docs/manual/core/retryable-writes/
        retryWrites=True,
        # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/data-formats/uuid/
        uuidRepresentation="standard",
        # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/data-formats/dates-and-times/
        tz_aware=True,
    )
    return client.get_default_database()


def init_app(app: Flask) -> None:
    """Open the database once, for all requests, and watch over it."""
    # At the level DEBUG it would write down what people keep here.
    logging.getLogger("pymongo").setLevel(logging.INFO)
    db = app.extensions["database"] = open_database()
    atexit.register(db.client.close)
    app.register_error_handler(PyMongoError, _answer_error)
    health.register(app, "database", lambda: _ping(db))


def current_database() -> Db:
    """The database of the application."""
    db: Db = current_app.extensions["database"]
    return db


def _answer_error(error: PyMongoError) -> Response:
    if not isinstance(error, ConnectionFailure) and not error.timeout:
        raise error
    log.warning("database_away", error=f"{type(error).__name__}: {error}")
    detail = "The database does not answer. Try again in a moment."
    return problem(503, detail, {"Retry-After": str(SECONDS_TO_RETRY)})


def _ping(db: Db) -> None:
    db.command("ping")
