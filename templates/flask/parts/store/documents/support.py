"""What the tests stand on: an application with settings and a database of its own."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import indexes
from app.database import MISSING, Db
from app.main import create_app
from app.settings import EnvSettings

if not os.environ.get("TEST_DATABASE_URL"):
    raise SystemExit(f"TEST_{MISSING}")


def forget_environment() -> None:
    """Let neither the shell nor `.env` decide about a test, DATABASE_URL least of all."""
    for settings in EnvSettings.__subclasses__():
        settings.model_config["env_file"] = None
        for name in settings.model_fields:
            os.environ.pop(name.upper(), None)


forget_environment()
os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
os.environ["CORS_ORIGINS"] = "https://app.example"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["SECRET_KEY"] = "a key that is long enough for tests"


@contextmanager
def application() -> Iterator[Flask]:
    """Make an application on TEST_DATABASE_URL."""
    app = create_app()
    db: Db = app.extensions["database"]
    # It is closed below, after the last use.
    atexit.unregister(db.client.close)
    if found := db.list_collection_names():
        raise SystemExit(f"TEST_DATABASE_URL: the tests need an empty database, not {found}")
    indexes.create(db)
    yield app
    for collection in db.list_collection_names():
        db.drop_collection(collection)
    db.client.close()


def empty_collections(app: Flask) -> None:
    """Delete every document; the indexes stay."""
    db: Db = app.extensions["database"]
    for collection in db.list_collection_names():
        db[collection].delete_many({})


def assert_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """Check that the answer is a problem document, and return it."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = response.get_json(force=True)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem
