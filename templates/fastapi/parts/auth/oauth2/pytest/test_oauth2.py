"""Sign-in by a provider, and what people try who are not who they say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError

from app.main import create_app
from app.provider import ProviderSettings
from app.settings import explain
from tests.clients import CALLBACK, LOGIN, PROVIDER, come_back, sign_in, start
from tests.fake_provider import CLIENT_SECRET, new_key
from tests.forgery import base64
from tests.support import open_client


@contextmanager
def other_client(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[TestClient]:
    """Open a client of an application with other settings, which has not met the provider yet."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with open_client(create_app()) as client:
        yield client


def test_login_sends_to_the_provider(guest: TestClient) -> None:
    answer = guest.get(LOGIN, follow_redirects=False)
    assert answer.status_code == 302
    url = urlsplit(answer.headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{PROVIDER.issuer}/authorize"
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/api/auth/oauth2/callback"


def test_the_cookie_is_out_of_reach(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = guest.get(LOGIN, follow_redirects=False).headers["Set-Cookie"]
    assert cookie.startswith("oauth2_state=")
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/api/auth/oauth2", "Max-Age=600"):
        assert attribute in cookie
    assert "Secure" not in cookie
    with other_client(monkeypatch, OAUTH2_REDIRECT_URL="https://localhost/callback") as client:
        assert "Secure" in client.get(LOGIN, follow_redirects=False).headers["Set-Cookie"]


def test_who_comes_back_is_signed_in(guest: TestClient) -> None:
    answer = come_back(guest)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "oauth2_state" not in guest.cookies


def whoami(client: TestClient, **claims: Any) -> dict[str, Any]:
    """Sign in, and return the account."""
    sign_in(client, **claims)
    account: dict[str, Any] = client.get("/api/auth/me").json()
    return account


def test_an_account_is_a_subject_and_never_an_address(guest: TestClient) -> None:
    ada = whoami(guest)
    assert whoami(guest, email="countess@example.com")["id"] == ada["id"]
    eve = whoami(guest, sub="eve", email="countess@example.com")
    assert eve["id"] != ada["id"]
    assert eve["email"] == "countess@example.com"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_counts_when_it_is_verified(guest: TestClient, verified: object) -> None:
    assert whoami(guest)["email"] == "ada@example.com"
    assert whoami(guest, email_verified=verified)["email"] is None


@pytest.mark.parametrize("email", [None, 1, f"{'x' * 250}@example.com", "a\0@example.com"])
def test_an_address_that_is_none(guest: TestClient, email: object) -> None:
    assert whoami(guest, email=email)["email"] is None


@pytest.mark.parametrize("changes", [{"state": "forged"}, {"state": ""}, {"state": "\u00e9"}])
def test_a_forged_state(guest: TestClient, changes: dict[str, str]) -> None:
    assert guest.get(CALLBACK, params={**start(guest), **changes}).status_code == 400


@pytest.mark.parametrize("cookie", ["", "forged", "e30.e30.e30"])
def test_a_browser_that_did_not_start(guest: TestClient, cookie: str) -> None:
    back = start(guest)
    guest.cookies.clear()
    answer = guest.get(CALLBACK, params=back, headers={"Cookie": f"oauth2_state={cookie}"})
    assert answer.status_code == 400
    assert LOGIN in answer.json()["detail"]


def test_the_code_of_somebody_else(guest: TestClient) -> None:
    stolen = start(guest)["code"]
    assert guest.get(CALLBACK, params={**start(guest), "code": stolen}).status_code == 401


def test_a_code_that_comes_again(guest: TestClient) -> None:
    back = start(guest)
    cookie = {"Cookie": f"oauth2_state={guest.cookies['oauth2_state']}"}
    with PROVIDER.doing(person={"sub": "ada"}):
        assert guest.get(CALLBACK, params=back).status_code == 200
        assert guest.get(CALLBACK, params=back, headers=cookie).status_code == 401


def test_the_provider_says_no(guest: TestClient) -> None:
    said = {
        "error": "access_denied",
        "error_description": 'Not "you"\r\nX: 1<br>\u00e9' + "x" * 300,
    }
    answer = guest.get(
        CALLBACK, params={"state": start(guest)["state"], **said, "iss": PROVIDER.issuer}
    )
    assert answer.status_code == 400
    assert "access_denied: Not youX: 1<br>xxx" in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 250


@pytest.mark.parametrize("changes", [{"iss": "https://evil.example"}, {"iss": ""}, {"code": ""}])
def test_an_answer_from_elsewhere(guest: TestClient, changes: dict[str, str]) -> None:
    assert guest.get(CALLBACK, params={**start(guest), **changes}).status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another application"},
        {"aud": None},
        {"aud": ["notes", "another"], "azp": "another"},
        {"exp": int(time()) - 11},
        {"exp": None},
        {"iat": int(time()) + 600},
        {"sub": None},
        {"sub": ""},
        {"sub": 1},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_us(guest: TestClient, claims: dict[str, Any]) -> None:
    answer = come_back(guest, **claims)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def unsigned(claims: dict[str, Any]) -> str:
    """Write a token that anybody can write."""
    parts = [base64(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)]
    return b".".join([*parts, b""]).decode()


def signed_by_a_secret(claims: dict[str, Any]) -> str:
    """Sign a token as everybody can who knows the client's secret."""
    return jwt.encode({"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(CLIENT_SECRET))


def signed_by_another(claims: dict[str, Any]) -> str:
    """Sign a token with a key of one's own, under the provider's name for its key."""
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, new_key("first"))


@pytest.mark.parametrize(
    "sign", [unsigned, signed_by_a_secret, signed_by_another, lambda _: "nonsense"]
)
def test_an_id_token_that_the_provider_did_not_sign(guest: TestClient, sign: Any) -> None:
    with PROVIDER.doing(sign=sign):
        assert come_back(guest).status_code == 401


def test_an_id_token_is_no_access_token(guest: TestClient) -> None:
    sign_in(guest)
    bearer = {"Authorization": f"Bearer {PROVIDER.id_token('1')}"}
    assert guest.get("/api/auth/me", headers=bearer).status_code == 401


def test_the_provider_changes_its_keys(guest: TestClient) -> None:
    sign_in(guest)
    with PROVIDER.doing(keys=[*PROVIDER.keys, new_key("second")]):
        sign_in(guest)
    assert come_back(guest).status_code == 200


def test_no_provider_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with other_client(monkeypatch, OAUTH2_ISSUER="") as client:
        answer = client.get(LOGIN)
    assert answer.status_code == 503
    assert "OAUTH2_ISSUER" in answer.json()["detail"]


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:1", "nonsense"])
def test_the_provider_is_away(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    with other_client(monkeypatch, OAUTH2_ISSUER=issuer) as client:
        answer = client.get(LOGIN)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize("changes", [{"issuer": "https://evil.example"}, {"jwks_uri": None}])
def test_the_provider_is_another_one(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    with PROVIDER.doing(metadata=changes), other_client(monkeypatch) as client:
        answer = client.get(LOGIN)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((500, {}), 503),
        ((401, {"error": "invalid_client"}), 503),
        ((200, {"access_token": "without an ID token"}), 401),
    ],
)
def test_the_exchange_fails(guest: TestClient, answer: object, status: int) -> None:
    with PROVIDER.doing(token_answer=answer):
        assert come_back(guest).status_code == status


def test_production_needs_a_provider_that_nobody_can_replace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert ProviderSettings().oauth2_issuer == PROVIDER.issuer
    monkeypatch.setenv("OAUTH2_ISSUER", "http://accounts.example.com")
    with pytest.raises(ValidationError) as caught:
        ProviderSettings()
    assert explain(caught.value) == "OAUTH2_ISSUER: must start with https:// in production"
