"""Demo data."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from app import seed


def test_it_is_added_once(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(seed.main())
    assert "Added 10 notes" in capsys.readouterr().out
    asyncio.run(seed.main())
    assert "nothing to do" in capsys.readouterr().out
    assert client.get("/api/notes").json()["total"] == 10
