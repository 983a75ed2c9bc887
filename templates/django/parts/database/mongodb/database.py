"""MongoDB, through Django's ORM.

https://www.mongodb.com/docs/languages/python/django-mongodb/current/
"""

from typing import Any
from urllib.parse import unquote, urlsplit

import pymongo
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, PyMongoError

# One client per process, which PyMongo makes at the first query; its threads share these.
# https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/
OPTIONS = {
    # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/connection-pools/
    "maxPoolSize": 20,
    # Milliseconds to reach a server, and for an operation in all, with every attempt.
    # https://www.mongodb.com/docs/languages/python/pymongo-driver/current/connect/connection-options/csot/
    "connectTimeoutMS": 1500,
    "timeoutMS": 4000,
    # A write counts when most of the servers have it, and is tried again after a failure.
    # https://www.mongodb.com/docs/manual/reference/write-concern/
    "w": "majority",
    # https://www.mongodb.com/docs/manual/core/retryable-writes/
    "retryWrites": True,
}

# For a health check, which waits for no more than two.
SECONDS_TO_ANSWER = 1.5

EXAMPLE = "write mongodb://user:password@host/name"


def connect(url: str) -> dict[str, Any]:
    """The settings of the connection that `mongodb://user:password@host/name` stands for."""
    if not url:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set: MongoDB has no stand-in, "
            "so start one as the README says and set it."
        )
    if not url.startswith(("mongodb://", "mongodb+srv://")):
        raise ImproperlyConfigured(f"DATABASE_URL does not name MongoDB: {EXAMPLE}.")
    name = unquote(urlsplit(url).path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: {EXAMPLE}.")
    return {"ENGINE": "django_mongodb_backend", "HOST": url, "NAME": name, "OPTIONS": OPTIONS}


def database() -> Database[dict[str, Any]]:
    """The database as PyMongo shows it, for what the ORM has no words for."""
    found: Database[dict[str, Any]] = connection.database  # type: ignore[attr-defined] # MongoDB's
    return found


def hello() -> dict[str, Any]:
    """What the server says of itself; an error if it does not soon.

    https://www.mongodb.com/docs/manual/reference/command/hello/
    """
    with pymongo.timeout(SECONDS_TO_ANSWER):
        return database().command("hello")


def check() -> None:
    """Raise unless the database answers."""
    hello()


def is_away(error: BaseException | None) -> bool:
    """Whether an error of the ORM or of PyMongo means that the database does not answer."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    return isinstance(cause, ConnectionFailure) or (
        isinstance(cause, PyMongoError) and cause.timeout
    )


def migrate() -> None:
    """Bring the collections and their indexes up to date."""
    try:
        call_command("migrate", verbosity=0)
    except (DatabaseError, PyMongoError) as error:
        if not is_away(error):
            raise
        raise ImproperlyConfigured("The database that DATABASE_URL names is away.") from error
