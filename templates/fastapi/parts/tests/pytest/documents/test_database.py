"""The database: which one it is, and what happens while it is away."""

from typing import Any
from unittest.mock import AsyncMock

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import AutoReconnect, ExecutionTimeout, ServerSelectionTimeoutError

from app.database import DatabaseSettings
from app.models import Note
from app.repository import NoteRepository
from app.settings import explain


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "DATABASE_URL is not set: MongoDB has no stand-in, so start one"),
        ("postgresql://127.0.0.1/notes", "DATABASE_URL: must start with mongodb://"),
        ("mongodb://127.0.0.1:27017", "DATABASE_URL: must name a database"),
        ("mongodb+srv://example.com/?w=1", "DATABASE_URL: must name a database"),
    ],
)
def test_an_address_that_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ValidationError) as caught:
        DatabaseSettings()
    assert explain(caught.value).startswith(reason)


@pytest.mark.parametrize("error", [ServerSelectionTimeoutError(), ExecutionTimeout("late")])
def test_the_database_is_away(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr("app.repository.NoteRepository.search", fail)
    answer = client.get("/api/notes")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_is_not_ready_without_its_database(
    guest: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(AsyncDatabase, "command", AsyncMock(side_effect=AutoReconnect()))
        answer = guest.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"


def test_a_moment_comes_back_as_it_went_in(client: TestClient) -> None:
    note = client.post("/api/notes", json={"title": "Groceries"}).json()
    assert client.get(f"/api/notes/{note['id']}").json() == note
    changed = client.patch(f"/api/notes/{note['id']}", json={"body": "Milk"}).json()
    assert changed["updated_at"] > note["updated_at"]
    assert client.get(f"/api/notes/{note['id']}").json() == changed


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_note_that_somebody_else_deletes_meanwhile(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    get = NoteRepository.get

    async def lose(notes: NoteRepository, note_id: str) -> Note:
        note = await get(notes, note_id)
        assert note
        await notes.delete(note)
        return note

    address = client.post("/api/notes", json={"title": "Groceries"}).headers["Location"]
    monkeypatch.setattr(NoteRepository, "get", lose)
    body = {"body": "Milk"} if method == "PATCH" else None
    assert client.request(method, address, json=body).status_code == 404
