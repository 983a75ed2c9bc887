"""A note belongs to its author; for everybody else it does not exist."""

from rest_framework.test import APIClient

from tests.clients import somebody


def test_visitors_are_turned_away(visitor: APIClient) -> None:
    answer = visitor.get("/api/notes")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"]


def test_everybody_sees_their_own(api: APIClient) -> None:
    api.post("/api/notes", {"title": "Mine"})
    assert api.get("/api/notes").json()["total"] == 1
    assert somebody().get("/api/notes").json()["total"] == 0
