"""Sign-in: a password for a pair of tokens."""

from fastapi.testclient import TestClient

from tests.clients import SIGN_IN
from tests.credentials import register


def test_sign_in(guest: TestClient) -> None:
    answer = guest.post(SIGN_IN, json=register(guest))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 900
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert guest.get("/api/auth/me", headers=bearer).json()["email"] == "ada@example.com"
