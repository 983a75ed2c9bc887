"""The way to the provider and back, and what is refused on it."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient

from app import provider
from app.models import User
from tests.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, Key, running

LOGIN = "/api/auth/oauth2/login"
CALLBACK = "/api/auth/oauth2/callback"


@pytest.fixture(scope="module")
def one_provider() -> Iterator[FakeProvider]:
    with running() as fake:
        yield fake


@pytest.fixture
def fake(one_provider: FakeProvider, settings: LazySettings) -> FakeProvider:
    """The provider of these tests, which behaves until it is told otherwise."""
    settings.OAUTH2_ISSUER = one_provider.issuer
    settings.OAUTH2_CLIENT_ID, settings.OAUTH2_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    provider.known.clear()
    one_provider.reset()
    return one_provider


def set_out(visitor: APIClient, fake: FakeProvider) -> dict[str, str]:
    """Go to the provider, and bring back what it sends along."""
    return fake.authorize(visitor.get(LOGIN)["Location"])


def sign_in(visitor: APIClient, fake: FakeProvider, **changes: str) -> Any:
    return visitor.get(CALLBACK, {**set_out(visitor, fake), **changes})


def test_login(visitor: APIClient, fake: FakeProvider) -> None:
    answer = visitor.get(LOGIN)
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    assert answer["Location"].startswith(f"{fake.issuer}/authorize?")
    assert asked["scope"] == ["openid email"]
    assert asked["code_challenge_method"] == ["S256"]
    cookie = answer.cookies["oauth2_state"]
    assert (cookie["path"], cookie["samesite"]) == ("/api/auth/oauth2", "Lax")
    assert (cookie["httponly"], cookie["secure"], cookie["max-age"]) == (True, "", 600)


def test_sign_in(visitor: APIClient, fake: FakeProvider) -> None:
    answer = sign_in(visitor, fake)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies["oauth2_state"].value == ""
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access_token']}")
    assert visitor.get("/api/auth/me").json()["email"] == "ada@example.com"


def test_an_email_that_is_not_verified(visitor: APIClient, fake: FakeProvider) -> None:
    fake.claims["email_verified"] = False
    assert sign_in(visitor, fake).status_code == 200
    assert User.objects.get().email is None


def test_a_redirect_elsewhere(visitor: APIClient, fake: FakeProvider) -> None:
    evil = "https://evil.example/"
    names = ("next", "redirect_uri", "issuer", "iss", "target_link_uri")
    sent = visitor.get(LOGIN, dict.fromkeys(names, evil))["Location"]
    assert sent.startswith(f"{fake.issuer}/authorize?")
    assert "evil" not in sent
    assert "Location" not in visitor.get(CALLBACK, {**fake.authorize(sent), "next": evil})


def test_forged_state(visitor: APIClient, fake: FakeProvider) -> None:
    assert sign_in(visitor, fake, state="forged").status_code == 400
    back = set_out(visitor, fake)
    visitor.cookies.clear()
    assert visitor.get(CALLBACK, back).status_code == 400
    assert not User.objects.exists()


def test_replayed_callback(visitor: APIClient, fake: FakeProvider) -> None:
    back = set_out(visitor, fake)
    assert visitor.get(CALLBACK, back).status_code == 200
    assert visitor.get(CALLBACK, back).status_code == 400


def test_replayed_code(visitor: APIClient, fake: FakeProvider) -> None:
    back = set_out(visitor, fake)
    assert visitor.get(CALLBACK, back).status_code == 200
    answer = sign_in(visitor, fake, code=back["code"])
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_code_of_another_browser(visitor: APIClient, fake: FakeProvider) -> None:
    code = set_out(APIClient(), fake)["code"]
    assert sign_in(visitor, fake, code=code).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": time.time() - 60},
        {"iss": "https://evil.example"},
        {"aud": "another application"},
        {"aud": [CLIENT_ID, "another application"]},
        {"azp": "another application"},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
)
def test_wrong_claims(visitor: APIClient, fake: FakeProvider, claims: dict[str, Any]) -> None:
    fake.claims = claims
    assert sign_in(visitor, fake).status_code == 401
    assert not User.objects.exists()


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_wrong_algorithm(visitor: APIClient, fake: FakeProvider, algorithm: str) -> None:
    fake.algorithm = algorithm
    assert sign_in(visitor, fake).status_code == 401


def test_wrong_signature(visitor: APIClient, fake: FakeProvider) -> None:
    fake.published_key = Key()
    assert sign_in(visitor, fake).status_code == 401


def test_the_provider_changes_its_key(visitor: APIClient, fake: FakeProvider) -> None:
    assert sign_in(visitor, fake).status_code == 200
    fake.signing_key = fake.published_key = Key()
    assert sign_in(visitor, fake).status_code == 200


def test_the_provider_says_no(visitor: APIClient, fake: FakeProvider) -> None:
    told = {"error": "access_denied", "error_description": "No\r\nSet-Cookie: \u2028" + "x" * 500}
    answer = sign_in(visitor, fake, code="", **told)
    assert answer.status_code == 400
    assert "NoSet-Cookie: xxx" in answer.json()["detail"]
    assert len(answer.json()["detail"]) < 250


def test_an_answer_of_another_provider(visitor: APIClient, fake: FakeProvider) -> None:
    assert sign_in(visitor, fake, iss="https://evil.example").status_code == 400


def test_no_code(visitor: APIClient, fake: FakeProvider) -> None:
    assert sign_in(visitor, fake, code="").status_code == 400


@pytest.mark.parametrize("name", ["issuer", "jwks_uri"])
def test_wrong_metadata(visitor: APIClient, fake: FakeProvider, name: str) -> None:
    fake.metadata[name] = "http://127.0.0.1:1/elsewhere"
    answer = visitor.get(LOGIN)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_the_provider_goes_away(visitor: APIClient, fake: FakeProvider) -> None:
    fake.metadata["token_endpoint"] = "http://127.0.0.1:1/token"
    assert sign_in(visitor, fake).status_code == 503


@pytest.mark.parametrize("path", [LOGIN, CALLBACK])
def test_without_a_provider(visitor: APIClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 503
    assert "OAUTH2_ISSUER" in answer.json()["detail"]
