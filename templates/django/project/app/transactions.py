"""Transactions: what is written together, or not at all.

They need a replica set, which may consist of one server.
https://www.mongodb.com/docs/manual/core/transactions/
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import pymongo
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from pymongo.errors import PyMongoError

from app.database import database, hello

# For all attempts together.
SECONDS_TO_TRY = 4

P = ParamSpec("P")
T = TypeVar("T")


def together(change: Callable[P, T]) -> Callable[P, T]:
    """Run a function in a transaction, and anew when another one has written the same document.

    PyMongo knows when that helps. The `atomic` of Django's backend for MongoDB does not, and what
    the admin does is in an `atomic` of Django's own, where it cannot commit.
    https://www.mongodb.com/docs/languages/python/pymongo-driver/current/crud/transactions/
    """

    @wraps(change)
    def run(*args: P.args, **named: P.kwargs) -> T:
        mongo = cast(Any, connection)
        client: pymongo.MongoClient[dict[str, Any]] = database().client
        try:
            with client.start_session() as session, pymongo.timeout(SECONDS_TO_TRY):
                mongo.session = session  # which the ORM takes part in
                return session.with_transaction(lambda _: _attempt(change, *args, **named))
        except PyMongoError as error:
            raise DatabaseError(str(error)) from error
        finally:
            mongo.session = None

    return run


def check() -> None:
    """Raise unless the database answers, and has transactions."""
    server = hello()
    if "setName" not in server and server.get("msg") != "isdbgrid":
        raise ImproperlyConfigured(
            "MongoDB runs as a standalone server, which has no transactions: "
            "start it as a replica set, as the README says."
        )


def _attempt(change: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Let PyMongo see its own error, where the ORM has put another one around it."""
    try:
        return change(*args, **named)
    except DatabaseError as error:
        if isinstance(error.__cause__, PyMongoError):
            raise error.__cause__ from None
        raise
