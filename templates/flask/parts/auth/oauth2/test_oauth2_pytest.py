"""Signing in with a provider, and what a forged answer gets."""

from collections.abc import Iterator
from functools import partial
from time import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app.provider import ProviderSettings
from tests import clients
from tests.fake_provider import CLIENT, KEY, FakeProvider, fake_provider
from tests.support import assert_problem

CALLBACK = "/api/auth/oauth2/callback"


@pytest.fixture
def provider(app: Flask) -> Iterator[FakeProvider]:
    with fake_provider(app) as running:
        yield running


def at_the_provider(client: FlaskClient, provider: FakeProvider) -> dict[str, str]:
    """Go to the provider and sign in there; return what the browser carries back."""
    response = client.get("/api/auth/oauth2/login")
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{provider.issuer}/authorize?")
    return provider.authorize(response.headers["Location"])


def come_back(client: FlaskClient, carried: dict[str, str], **changes: Any) -> TestResponse:
    """Come back from the provider; a change of None leaves something out."""
    query = {name: value for name, value in {**carried, **changes}.items() if value is not None}
    return client.get(CALLBACK, query_string=query)


def sign_in(client: FlaskClient, provider: FakeProvider) -> TestResponse:
    return come_back(client, at_the_provider(client, provider))


def me(client: FlaskClient, signed_in: TestResponse) -> dict[str, Any]:
    token = signed_in.get_json()["access_token"]
    response = client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    person: dict[str, Any] = response.get_json()
    return person


def test_signing_in(visitor: FlaskClient, provider: FakeProvider) -> None:
    response = sign_in(visitor, provider)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert set(response.get_json()) == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
    }
    person = me(visitor, response)
    assert set(person) == {"id", "email", "created_at"}
    assert person["email"] == "ada@example.com"


def test_signing_in_again_finds_the_account(visitor: FlaskClient, provider: FakeProvider) -> None:
    first = me(visitor, sign_in(visitor, provider))
    provider.person["email"] = "countess@example.com"
    again = me(visitor, sign_in(visitor, provider))
    assert again == {**first, "email": "countess@example.com"}


def test_an_email_tells_nobody_apart(visitor: FlaskClient, provider: FakeProvider) -> None:
    first = me(visitor, sign_in(visitor, provider))
    provider.person["sub"] = "somebody else"
    second = me(visitor, sign_in(visitor, provider))
    assert second["email"] == first["email"]
    assert second["id"] != first["id"]


@pytest.mark.parametrize(
    "person",
    [{"sub": "ada"}, {"sub": "ada", "email": "ada@example.com", "email_verified": False}],
)
def test_an_email_that_nobody_verified(
    visitor: FlaskClient, provider: FakeProvider, person: dict[str, Any]
) -> None:
    provider.person = person
    assert me(visitor, sign_in(visitor, provider))["email"] is None


@pytest.mark.parametrize(("subject", "email"), [("ada", "ada@example.com"), ("eve", None)])
def test_a_provider_that_tells_the_email_when_asked(
    visitor: FlaskClient, provider: FakeProvider, subject: str, email: str | None
) -> None:
    provider.userinfo = {**provider.person, "sub": subject}
    provider.person = {"sub": "ada"}
    assert me(visitor, sign_in(visitor, provider))["email"] == email


def test_the_cookie(visitor: FlaskClient, provider: FakeProvider) -> None:
    response = visitor.get("/api/auth/oauth2/login")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("oauth2_state=")
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/api/auth/oauth2", "Max-Age=600"):
        assert attribute in cookie
    assert "Secure" not in cookie
    come_back(visitor, provider.authorize(response.headers["Location"]))
    assert visitor.get_cookie("oauth2_state", path="/api/auth/oauth2") is None


@pytest.mark.parametrize("state", [None, "", "forged", "é"])
def test_a_forged_state(visitor: FlaskClient, provider: FakeProvider, state: str | None) -> None:
    carried = at_the_provider(visitor, provider)
    assert_problem(come_back(visitor, carried, state=state), 400)
    assert come_back(visitor, carried).status_code == 200


def test_another_browser_does_not_come_back(
    app: Flask, visitor: FlaskClient, provider: FakeProvider
) -> None:
    carried = at_the_provider(visitor, provider)
    assert_problem(come_back(app.test_client(), carried), 400)


def test_a_sign_in_that_took_too_long(
    visitor: FlaskClient, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = at_the_provider(visitor, provider)
    monkeypatch.setattr("app.oauth2.COOKIE_SECONDS", -1)
    assert_problem(come_back(visitor, carried), 400)


def test_a_replayed_answer(visitor: FlaskClient, provider: FakeProvider) -> None:
    carried = at_the_provider(visitor, provider)
    assert come_back(visitor, carried).status_code == 200
    assert_problem(come_back(visitor, carried), 400)


def test_a_replayed_code(visitor: FlaskClient, provider: FakeProvider) -> None:
    used = at_the_provider(visitor, provider)
    come_back(visitor, used)
    fresh = at_the_provider(visitor, provider)
    clients.assert_unauthorized(come_back(visitor, fresh, code=used["code"]))


def test_a_stolen_code(app: Flask, visitor: FlaskClient, provider: FakeProvider) -> None:
    stolen = at_the_provider(app.test_client(), provider)
    own = at_the_provider(visitor, provider)
    clients.assert_unauthorized(come_back(visitor, own, code=stolen["code"]))


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["notes", "another client"]},
        {"aud": None},
        {"exp": int(time()) - 11},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "ada "},
        {"sub": "x" * 256},
        {"azp": "another client"},
        {"at_hash": "of another token"},
    ],
    ids=str,
)
def test_an_id_token_that_lies(
    visitor: FlaskClient, provider: FakeProvider, lies: dict[str, Any]
) -> None:
    provider.lies = lies
    clients.assert_unauthorized(sign_in(visitor, provider))


@pytest.mark.parametrize("kid", ["first", "unknown"])
def test_an_id_token_that_another_key_signed(
    visitor: FlaskClient, provider: FakeProvider, kid: str
) -> None:
    provider.sign = partial(provider.sign_with, RSAKey.generate_key(2048))
    provider.header["kid"] = kid
    clients.assert_unauthorized(sign_in(visitor, provider))


@pytest.mark.parametrize(
    ("algorithm", "secret"),
    [
        ("none", b""),
        ("HS256", CLIENT["client_secret"].encode()),
        ("HS256", KEY.as_pem(private=False)),
    ],
    ids=["none", "the client's secret", "the public key"],
)
def test_an_id_token_of_another_algorithm(
    visitor: FlaskClient, provider: FakeProvider, algorithm: str, secret: bytes
) -> None:
    provider.sign = partial(provider.forge, {"alg": algorithm, "kid": "first"}, secret)
    clients.assert_unauthorized(sign_in(visitor, provider))


def test_a_provider_may_change_its_key(visitor: FlaskClient, provider: FakeProvider) -> None:
    assert sign_in(visitor, provider).status_code == 200
    key = RSAKey.generate_key(2048, {"kid": "second"})
    provider.sign, provider.header["kid"] = partial(provider.sign_with, key), "second"
    provider.published["keys"].append(key.as_dict(private=False))
    assert sign_in(visitor, provider).status_code == 200


@pytest.mark.parametrize("iss", ["https://evil.example", "", None])
def test_an_answer_of_another_provider(
    visitor: FlaskClient, provider: FakeProvider, iss: str | None
) -> None:
    assert_problem(come_back(visitor, at_the_provider(visitor, provider), iss=iss), 400)


def test_the_provider_refuses(visitor: FlaskClient, provider: FakeProvider) -> None:
    carried = at_the_provider(visitor, provider)
    reason = "Not <b>today</b>\n" + "x" * 300
    response = come_back(
        visitor, carried, code=None, error="access_denied", error_description=reason
    )
    detail = assert_problem(response, 400)["detail"]
    assert "Not btoday/bxxx" in detail
    assert len(detail) < 250


def test_an_answer_without_a_code(visitor: FlaskClient, provider: FakeProvider) -> None:
    assert_problem(come_back(visitor, at_the_provider(visitor, provider), code=None), 400)


def assert_unavailable(response: TestResponse) -> None:
    assert_problem(response, 503)
    assert int(response.headers["Retry-After"]) > 0


def test_metadata_of_another_issuer(visitor: FlaskClient, provider: FakeProvider) -> None:
    provider.metadata["issuer"] = "https://evil.example"
    assert_unavailable(visitor.get("/api/auth/oauth2/login"))


def test_metadata_that_lacks_something(visitor: FlaskClient, provider: FakeProvider) -> None:
    del provider.metadata["token_endpoint"]
    assert_unavailable(visitor.get("/api/auth/oauth2/login"))


@pytest.mark.parametrize("address", ["token_endpoint", "jwks_uri"])
def test_a_provider_that_cannot_be_reached(
    visitor: FlaskClient, provider: FakeProvider, address: str
) -> None:
    provider.metadata[address] = "http://127.0.0.1:1/"
    carried = at_the_provider(visitor, provider)
    assert_unavailable(come_back(visitor, carried))
    # The attempt is not lost: it may be tried again.
    assert visitor.get_cookie("oauth2_state", path="/api/auth/oauth2")


def test_keys_that_are_none(visitor: FlaskClient, provider: FakeProvider) -> None:
    provider.published = {"nothing": []}
    assert_unavailable(sign_in(visitor, provider))


def test_a_provider_that_does_not_know_us(
    visitor: FlaskClient, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CLIENT, "client_secret", "changed")
    assert_unavailable(sign_in(visitor, provider))


def test_without_a_provider(visitor: FlaskClient) -> None:
    problem = assert_problem(visitor.get("/api/auth/oauth2/login"), 503)
    assert "OAUTH2_ISSUER" in problem["detail"]


@pytest.mark.parametrize("path", ["/api/auth/register", "/api/auth/token"])
def test_there_are_no_passwords(visitor: FlaskClient, path: str) -> None:
    assert_problem(visitor.post(path, json={}), 404)


def test_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTH2_ISSUER", "ftp://issuer.example")
    with pytest.raises(SystemExit, match="OAUTH2_ISSUER: needs https://"):
        ProviderSettings.load()
    monkeypatch.setenv("OAUTH2_ISSUER", "https://issuer.example")
    with pytest.raises(SystemExit, match="OAUTH2_CLIENT_ID: OAUTH2_ISSUER needs it"):
        ProviderSettings.load()
