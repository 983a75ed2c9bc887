"""A note belongs to its author; for everybody else it does not exist."""

import pytest
from rest_framework.test import APIClient

from tests.clients import somebody


def test_visitors_are_turned_away(visitor: APIClient) -> None:
    answer = visitor.get("/api/notes")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"]


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_notes_of_others(api: APIClient, method: str) -> None:
    path = api.post("/api/notes", {"title": "Mine"})["Location"]
    other = somebody()
    assert getattr(other, method)(path, {"title": "Theirs"}).status_code == 404
    assert other.get("/api/notes").json()["total"] == 0
    assert api.get(path).json()["title"] == "Mine"
