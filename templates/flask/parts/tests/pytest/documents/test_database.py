"""The database: what comes of it when it is away."""

from collections.abc import Iterator
from time import monotonic
from unittest.mock import patch
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.errors import OperationFailure

from app import database, indexes
from app.database import Db, open_database, utc_now
from app.models import Note
from app.repository import NoteRepository
from tests.support import assert_problem

find = NoteRepository.get


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Db]:
    # Nothing listens on this port.
    monkeypatch.setenv("DATABASE_URL", "mongodb://127.0.0.1:9/notes")
    db = open_database()
    yield db
    db.client.close()


def test_a_database_that_is_away(app: Flask, client: FlaskClient, away: Db) -> None:
    started = monotonic()
    with patch.dict(app.extensions, {"database": away}):
        response = client.get("/api/notes")
    assert_problem(response, 503)
    assert response.headers["Retry-After"] == "5"
    assert monotonic() - started < 5


def test_health_notices_that_it_is_away(app: Flask, visitor: FlaskClient, away: Db) -> None:
    with patch.dict(app.extensions["health_checks"], {"database": lambda: database._ping(away)}):
        problem = assert_problem(visitor.get("/health/ready"), 503)
    assert problem["checks"]["database"] == "failed"


def test_another_error_of_the_database_tells_nothing(client: FlaskClient) -> None:
    with patch("app.notes.visible_notes", side_effect=OperationFailure("secret")):
        response = client.get("/api/notes")
    assert_problem(response, 500)
    assert "secret" not in response.text


def test_indexes_need_it(away: Db) -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL: no MongoDB answers"):
        indexes.create(away)


def test_a_note_that_somebody_else_has_just_deleted(client: FlaskClient) -> None:
    path = client.post("/api/notes", json={"title": "Milk"}).headers["Location"]

    def find_too_soon(notes: NoteRepository, note_id: UUID) -> Note | None:
        note = find(notes, note_id)
        if note:
            notes.delete(note)
        return note

    with patch.object(NoteRepository, "get", find_too_soon):
        assert_problem(client.patch(path, json={"title": "Bread"}), 404)
    assert client.get("/api/notes").get_json()["total"] == 0


def test_a_time_is_as_exact_as_the_database_keeps_it() -> None:
    assert utc_now().microsecond % 1000 == 0
