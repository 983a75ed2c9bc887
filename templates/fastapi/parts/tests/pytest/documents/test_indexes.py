"""`python -m app.indexes`."""

from unittest.mock import AsyncMock

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pymongo.errors import AutoReconnect

from app import indexes
from tests.support import run

LIFETIME = "expireAfterSeconds"
Indexes = dict[str, dict[str, int | None]]


async def find_indexes(app: FastAPI) -> Indexes:
    """Return the indexes that the database has, each with the seconds that documents live."""
    found: Indexes = {}
    for name in indexes.INDEXES:
        information = await app.state.database[name].index_information()
        found[name] = {key: index.get(LIFETIME) for key, index in information.items()}
    return found


def test_each_index_is_there(guest: TestClient) -> None:
    found = run(guest, find_indexes)
    for name, declared in indexes.INDEXES.items():
        expected = {index.document["name"]: index.document.get(LIFETIME) for index in declared}
        assert found[name] == {"_id_": None, **expected}


def test_to_create_them_again_changes_nothing(guest: TestClient) -> None:
    before = run(guest, find_indexes)
    indexes.main()
    assert run(guest, find_indexes) == before


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "connect_and_create", AsyncMock(side_effect=AutoReconnect("away")))
    with pytest.raises(SystemExit, match="MongoDB refuses, or does not answer: away"):
        indexes.main()


def test_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(SystemExit, match="DATABASE_URL is not set"):
        indexes.main()
