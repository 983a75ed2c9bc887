"""Who is signed in."""

import pytest
from fastapi.testclient import TestClient

from tests.clients import sign_in


def test_me(guest: TestClient) -> None:
    sign_in(guest)
    me = guest.get("/api/auth/me").json()
    assert set(me) == {"id", "email", "created_at"}
    assert me["email"] == "ada@example.com"


@pytest.mark.parametrize("path", ["/api/auth/register", "/api/auth/token"])
def test_nobody_has_a_password_here(guest: TestClient, path: str) -> None:
    account = {"email": "ada@example.com", "password": "correct horse battery staple"}
    assert guest.post(path, json=account).status_code == 404
