"""Access tokens and refresh tokens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app.base import now
from app.main import create_app
from app.settings import explain
from app.tokens import TokenSettings, fingerprint
from tests.clients import api_client, join, sign_in
from tests.forgery import FORGERIES, OTHER_KEY, SECRET_KEY, forge


def user_id(client: TestClient) -> str:
    """Return who is signed in."""
    identifier: str = client.get("/api/auth/me").json()["id"]
    return identifier


def status_with(client: TestClient, token: str) -> int:
    """Use an access token, and return the status."""
    bearer = {"Authorization": f"Bearer {token}"}
    return client.get("/api/notes", headers=bearer).status_code


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token(client: TestClient, changes: dict[str, Any]) -> None:
    user = user_id(client)
    assert status_with(client, forge(user)) == 200
    assert status_with(client, forge(user, **changes)) == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.", "ä"])
def test_what_is_no_token(client: TestClient, token: str) -> None:
    answer = client.get("/api/notes", headers=[(b"Authorization", f"Bearer {token}".encode())])
    assert answer.status_code == 401


def test_clocks_may_differ_by_ten_seconds(client: TestClient) -> None:
    user = user_id(client)
    soon = int((now() + timedelta(seconds=8)).timestamp())
    assert status_with(client, forge(user, lifetime=-8)) == 200
    assert status_with(client, forge(user, iat=soon)) == 200


def test_a_token_names_its_key(guest: TestClient) -> None:
    header = jwt.get_unverified_header(join(guest)["access_token"])
    assert header["alg"] == "HS256"
    assert header["kid"] == fingerprint(SECRET_KEY)
    assert SECRET_KEY not in header["kid"]


def test_an_earlier_key_still_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{OTHER_KEY}, {'x' * 32}")
    with api_client(app=create_app()) as client:
        user, kid = user_id(client), fingerprint(OTHER_KEY)
        assert status_with(client, forge(user, key=OTHER_KEY, kid=kid)) == 200
        assert status_with(client, forge(user, kid=kid)) == 401
        assert status_with(client, forge(user, key=OTHER_KEY)) == 401


def test_an_earlier_key_is_as_long_as_todays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{'x' * 32},{'y' * 31}")
    with pytest.raises(ValidationError) as caught:
        TokenSettings()
    assert explain(caught.value).startswith("SECRET_KEY_FALLBACKS: each key must have at least 32")
    assert "y" * 31 not in explain(caught.value)


def refresh(client: TestClient, token: str) -> int:
    """Use a refresh token, and return the status."""
    return client.post("/api/auth/refresh", json={"refresh_token": token}).status_code


def test_refresh(guest: TestClient) -> None:
    pair = join(guest)
    answer = guest.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json()) == set(pair)
    assert answer.json()["refresh_token"] != pair["refresh_token"]
    assert status_with(guest, answer.json()["access_token"]) == 200


def test_a_refresh_token_that_comes_back_revokes_its_family(guest: TestClient) -> None:
    first, other = join(guest)["refresh_token"], sign_in(guest)["refresh_token"]
    answer = guest.post("/api/auth/refresh", json={"refresh_token": first})
    assert answer.status_code == 200
    assert refresh(guest, first) == 401
    assert refresh(guest, answer.json()["refresh_token"]) == 401
    assert refresh(guest, other) == 200


def test_a_refresh_token_is_used_once_even_at_the_same_time(guest: TestClient) -> None:
    token = join(guest)["refresh_token"]
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: refresh(guest, token), range(4)))
    assert sorted(statuses) == [200, 401, 401, 401]


def test_expired_refresh_token(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = join(guest)["refresh_token"]
    later = now() + timedelta(days=31)
    monkeypatch.setattr("app.refresh_tokens.now", lambda: later)
    assert refresh(guest, token) == 401


def test_an_access_token_is_no_refresh_token(guest: TestClient) -> None:
    pair = join(guest)
    assert refresh(guest, pair["access_token"]) in {401, 422}
    assert status_with(guest, pair["refresh_token"]) == 401


def test_sign_out(guest: TestClient) -> None:
    body = {"refresh_token": join(guest)["refresh_token"]}
    assert guest.post("/api/auth/logout", json=body).status_code == 204
    assert guest.post("/api/auth/logout", json=body).status_code == 204
    assert refresh(guest, body["refresh_token"]) == 401


def test_the_document_tells_who_may_call(guest: TestClient) -> None:
    document = guest.get("/openapi.json").json()
    assert "401" in document["paths"]["/api/notes"]["get"]["responses"]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
