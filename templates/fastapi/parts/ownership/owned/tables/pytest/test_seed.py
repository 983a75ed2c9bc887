"""Demo data."""

import pytest
from fastapi.testclient import TestClient

from app import orm, seed


@pytest.mark.usefixtures("guest")
def test_it_is_added_once(capsys: pytest.CaptureFixture[str]) -> None:
    orm.run(seed.main())
    added = capsys.readouterr().out
    assert "Added 10 notes" in added
    assert "demo@example.com" in added
    orm.run(seed.main())
    assert "nothing to do" in capsys.readouterr().out


def test_it_belongs_to_the_demo_user(client: TestClient) -> None:
    orm.run(seed.main())
    assert client.get("/api/notes").json()["total"] == 0
