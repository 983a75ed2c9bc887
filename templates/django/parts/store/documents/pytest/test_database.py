"""MongoDB: how it is named, how it keeps the time, and what happens while it is away."""

from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from pymongo.errors import OperationFailure, PyMongoError, ServerSelectionTimeoutError
from rest_framework.test import APIClient

from app.database import connect, migrate
from tests.environment import read


@pytest.mark.parametrize("url", ["sqlite:///app.db", "postgresql://db.example/notes", "notes"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="does not name MongoDB"):
        connect(url)


@pytest.mark.parametrize("url", ["mongodb://db.example", "mongodb+srv://db.example/?w=1"])
def test_a_database_without_a_name_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="names no database"):
        connect(url)


def test_the_name_of_the_database() -> None:
    several = "mongodb://user:p%40ss@one.example:27017,two.example/notes?replicaSet=rs0"
    assert connect(several)["NAME"] == "notes"


def test_there_is_no_stand_in() -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL is not set: MongoDB"):
        read("database", DATABASE_URL="")


def test_what_is_answered_is_what_is_kept(api: APIClient) -> None:
    answer = api.post("/api/notes", {"title": "Milk"})
    assert api.get(answer["Location"]).json() == answer.json()


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_database_is_away(api: APIClient, wrapped: bool) -> None:
    error: Exception = ServerSelectionTimeoutError("nobody answers")
    if wrapped:
        cause, error = error, DatabaseError()
        error.__cause__ = cause
    with patch("app.notes.NoteRepository.page", side_effect=error):
        answer = api.get("/api/notes")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"


def test_another_failure_is_ours(api: APIClient) -> None:
    api.raise_request_exception = False
    with patch("app.notes.NoteRepository.page", side_effect=OperationFailure("no")):
        assert api.get("/api/notes").status_code == 500


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (ServerSelectionTimeoutError("nobody answers"), ImproperlyConfigured),
        (OperationFailure("no"), OperationFailure),
    ],
)
def test_no_start_without_the_database(error: PyMongoError, raised: type[Exception]) -> None:
    with patch("app.database.call_command", side_effect=error), pytest.raises(raised):
        migrate()
