"""The statistics, and that what is kept of them is never out of date."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import AsyncSession

from app import stats
from app.main import create_app
from app.repository import NoteRepository
from app.stats import Stats
from tests.clients import api_client

computed = stats.compute


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Open a client of an application whose cache is empty."""
    with api_client(app=create_app()) as client:
        yield client


def test_without_notes(client: TestClient) -> None:
    answer = client.get("/api/notes/stats")
    assert answer.json() == {"total": 0, "characters": 0, "last_updated_at": None}


def test_the_second_answer_is_kept(client: TestClient) -> None:
    client.post("/api/notes", json={"title": "Groceries", "body": "Milk"})
    note = client.post("/api/notes", json={"title": "Reading list", "body": "École"}).json()
    first, second = client.get("/api/notes/stats"), client.get("/api/notes/stats")
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert first.json() == second.json()
    assert first.json() == {"total": 2, "characters": 9, "last_updated_at": note["updated_at"]}


def test_a_change_shows_at_once(client: TestClient) -> None:
    note = client.post("/api/notes", json={"title": "Groceries"}).json()
    address = f"/api/notes/{note['id']}"
    assert client.get("/api/notes/stats").json()["total"] == 1
    client.patch(address, json={"body": "Bread"})
    assert client.get("/api/notes/stats").json()["characters"] == 5
    client.delete(address)
    answer = client.get("/api/notes/stats")
    assert (answer.headers["X-Cache"], answer.json()["total"]) == ("MISS", 0)


def test_a_slow_reader_stores_nothing_outdated(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = client.post("/api/notes", json={"title": "Groceries"}).json()

    async def overtaken(session: AsyncSession, audience: str) -> Stats:
        answer = await computed(session, audience)
        notes = NoteRepository(session, audience)
        found = await notes.get(note["id"])
        assert found
        await notes.change(found, {"body": "Bread"})
        return answer

    monkeypatch.setattr(stats, "compute", overtaken)
    assert client.get("/api/notes/stats").json()["characters"] == 0
    monkeypatch.setattr(stats, "compute", computed)
    answer = client.get("/api/notes/stats")
    assert (answer.headers["X-Cache"], answer.json()["characters"]) == ("MISS", 5)


def test_many_requests_at_once_compute_it_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(session: AsyncSession, audience: str) -> Stats:
        await asyncio.sleep(0.05)
        return await computed(session, audience)

    monkeypatch.setattr(stats, "compute", slow)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/api/notes/stats"), range(8)))
    assert [answer.headers["X-Cache"] for answer in answers].count("MISS") == 1


def test_nobody_waits_for_ever(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_session: AsyncSession, _audience: str) -> Stats:
        raise ConnectionError

    monkeypatch.setattr(stats, "compute", fail)
    monkeypatch.setattr(stats, "SECONDS_TO_COMPUTE", 1)
    assert client.get("/api/notes/stats").status_code == 500
    monkeypatch.setattr(stats, "compute", computed)
    assert client.get("/api/notes/stats").headers["X-Cache"] == "MISS"
