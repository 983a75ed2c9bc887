"""The sign-in with a password."""

from rest_framework.test import APIClient

from tests.credentials import registered


def test_token(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/token", registered())
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 15 * 60
