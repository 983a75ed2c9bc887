"""What the tests stand on: an application with settings and a database of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy import Engine, inspect, text
from werkzeug.test import TestResponse

from app.main import create_app
from app.orm import Base
from app.settings import PROJECT, EnvSettings

ALEMBIC = Config(PROJECT / "alembic.ini")


def forget_environment() -> None:
    """Let neither the shell nor `.env` decide about a test, DATABASE_URL least of all."""
    for settings in EnvSettings.__subclasses__():
        settings.model_config["env_file"] = None
        for name in settings.model_fields:
            os.environ.pop(name.upper(), None)


forget_environment()
os.environ["CORS_ORIGINS"] = "https://app.example"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["SECRET_KEY"] = "a key that is long enough for tests"


@contextmanager
def application() -> Iterator[Flask]:
    """Make an application on TEST_DATABASE_URL, else on a new SQLite file."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        new_file = f"sqlite:///{Path(folder, 'test.db').as_posix()}"
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or new_file
        app = create_app()
        engine: Engine = app.extensions["engine"]
        with _tables(engine):
            yield app
        engine.dispose()


def empty_tables(app: Flask) -> None:
    """Delete every row, first those that refer to others."""
    engine: Engine = app.extensions["engine"]
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def assert_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """Check that the answer is a problem document, and return it."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = response.get_json(force=True)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


@contextmanager
def _tables(engine: Engine) -> Iterator[None]:
    if tables := inspect(engine).get_table_names():
        raise SystemExit(f"TEST_DATABASE_URL: the tests need an empty database, not {tables}")
    command.upgrade(ALEMBIC, "head")
    yield
    command.downgrade(ALEMBIC, "base")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
