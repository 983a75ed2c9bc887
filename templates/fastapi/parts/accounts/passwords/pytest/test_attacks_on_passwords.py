"""What attackers try who have no password."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.clients import SIGN_IN
from tests.credentials import PASSWORD, register
from tests.support import open_client


# API2: broken authentication
def test_to_guess_passwords_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_IN_RATE_LIMIT", "3/minute")
    with open_client(create_app()) as client:
        account = register(client)
        for guess in ("123456", "password", "qwertz"):
            body = {**account, "password": guess}
            assert client.post(SIGN_IN, json=body).status_code == 401
        assert client.post(SIGN_IN, json=account).status_code == 429


def test_to_learn_who_has_an_account(guest: TestClient) -> None:
    account = {**register(guest), "password": "wrong"}
    known = guest.post(SIGN_IN, json=account)
    unknown = guest.post(SIGN_IN, json={**account, "email": "eve@example.com"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


@pytest.mark.parametrize("path", [SIGN_IN, "/api/auth/register"])
def test_to_have_a_book_hashed(guest: TestClient, path: str) -> None:
    account = {"email": "eve@example.com", "password": "x" * 100_000}
    assert guest.post(path, json=account).status_code == 422


@pytest.mark.parametrize("field", ["id", "is_admin", "password_hash", "created_at"])
def test_to_make_more_of_oneself(guest: TestClient, field: str) -> None:
    account = {"email": "eve@example.com", "password": PASSWORD, field: "1"}
    answer = guest.post("/api/auth/register", json=account)
    assert set(answer.json()) == {"id", "email", "created_at"}
    assert "1" not in answer.json().values()
