"""Tokens: which access tokens count, and that a refresh token is used once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest.mock import patch

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.orm import utc_now
from app.refresh_tokens import RefreshTokenSettings
from app.settings import get_settings
from app.tokens import ALGORITHM, CLAIMS, KeyRing, TokenSettings, fingerprint
from tests import clients

Claims = dict[str, Any]

KEY = get_settings().secret_key
NEW_KEY = "a newer key that is long enough for tests"


@pytest.fixture
def pair(visitor: FlaskClient) -> dict[str, str]:
    return clients.token_pair(visitor)


@pytest.fixture
def claims(pair: dict[str, str]) -> Claims:
    return jwt.decode(pair["access_token"], KEY, [ALGORITHM])


def refresh(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/api/auth/refresh", json={"refresh_token": token})


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})


def sign(claims: Claims, **header: str) -> str:
    return jwt.encode(claims, KEY, ALGORITHM, headers=header)


def test_the_access_token_names_its_key(pair: dict[str, str]) -> None:
    header = jwt.get_unverified_header(pair["access_token"])
    assert header == {"alg": "HS256", "typ": "JWT", "kid": fingerprint(KEY)}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer a.b.c", "Basic YTpi"])
def test_a_header_without_a_token(visitor: FlaskClient, header: str) -> None:
    response = visitor.get("/api/notes", headers={"Authorization": header})
    clients.assert_unauthorized(response)


@pytest.mark.parametrize(
    "forge",
    [
        lambda claims: jwt.encode(claims, "", "none"),
        lambda claims: jwt.encode(claims, KEY * 2, "HS512"),
        lambda claims: jwt.encode(claims, NEW_KEY, ALGORITHM),
        lambda claims: sign(claims, kid="unknown"),
        lambda claims: sign(claims, kid=fingerprint(NEW_KEY)),
        lambda claims: sign(claims | {"exp": utc_now() - timedelta(seconds=11)}),
        lambda claims: sign(claims | {"iat": utc_now() + timedelta(seconds=60)}),
        lambda claims: sign(claims | {"sub": "nobody"}),
        lambda claims: sign(claims | {"sub": "00000000-0000-4000-8000-000000000000"}),
    ],
)
def test_a_forged_token(
    visitor: FlaskClient, claims: Claims, forge: Callable[[Claims], str]
) -> None:
    clients.assert_unauthorized(me(visitor, forge(claims)))


@pytest.mark.parametrize("missing", CLAIMS)
def test_a_token_that_lacks_a_claim(visitor: FlaskClient, claims: Claims, missing: str) -> None:
    del claims[missing]
    clients.assert_unauthorized(me(visitor, sign(claims)))


def test_clocks_may_differ_a_little(visitor: FlaskClient, claims: Claims) -> None:
    just_expired = claims | {"exp": utc_now() - timedelta(seconds=5)}
    assert me(visitor, sign(just_expired)).status_code == 200


def test_an_earlier_key_still_verifies(visitor: FlaskClient, pair: dict[str, str]) -> None:
    token = pair["access_token"]
    with patch("app.tokens.key_ring", lambda: KeyRing(NEW_KEY, KEY)):
        assert me(visitor, token).status_code == 200
        new_token = refresh(visitor, pair["refresh_token"]).get_json()["access_token"]
    assert jwt.get_unverified_header(new_token)["kid"] == fingerprint(NEW_KEY)
    with patch("app.tokens.key_ring", lambda: KeyRing(NEW_KEY)):
        clients.assert_unauthorized(me(visitor, token))
        assert me(visitor, new_token).status_code == 200


def test_production_needs_good_earlier_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{NEW_KEY}, short")
    assert TokenSettings.load().secret_key_fallbacks == (NEW_KEY, "short")
    production = get_settings().model_copy(update={"environment": "production"})
    with (
        patch("app.tokens.get_settings", return_value=production),
        pytest.raises(SystemExit, match="SECRET_KEY_FALLBACKS: in production each needs"),
    ):
        TokenSettings.load()


def test_a_refresh_token_used_twice_revokes_its_family(
    visitor: FlaskClient, pair: dict[str, str]
) -> None:
    response = refresh(visitor, pair["refresh_token"])
    assert response.headers["Cache-Control"] == "no-store"
    second = response.get_json()
    assert me(visitor, second["access_token"]).status_code == 200
    clients.assert_unauthorized(refresh(visitor, pair["refresh_token"]))
    clients.assert_unauthorized(refresh(visitor, second["refresh_token"]))


def test_of_two_refreshes_at_once_one_wins(app: Flask, pair: dict[str, str]) -> None:
    together = Barrier(2)

    def race(_: int) -> int:
        client = app.test_client()
        together.wait(timeout=10)
        return refresh(client, pair["refresh_token"]).status_code

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(race, range(2))) == [200, 401]


def test_an_expired_refresh_token(visitor: FlaskClient, pair: dict[str, str]) -> None:
    later = utc_now() + timedelta(days=RefreshTokenSettings.load().refresh_token_days, seconds=1)
    with patch("app.refresh_tokens.utc_now", return_value=later):
        clients.assert_unauthorized(refresh(visitor, pair["refresh_token"]))


@pytest.mark.parametrize("token", ["", "nonsense", "é" * 80, "0" * 75])
def test_an_unknown_refresh_token(visitor: FlaskClient, token: str) -> None:
    clients.assert_unauthorized(refresh(visitor, token))


def test_logout_revokes_the_family(visitor: FlaskClient, pair: dict[str, str]) -> None:
    token = {"refresh_token": pair["refresh_token"]}
    assert visitor.post("/api/auth/logout", json=token).status_code == 204
    assert visitor.post("/api/auth/logout", json=token).status_code == 204
    clients.assert_unauthorized(refresh(visitor, pair["refresh_token"]))
