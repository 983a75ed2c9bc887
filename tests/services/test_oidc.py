"""The provider keeps to OpenID Connect, so that what works with it works with others."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest

from tests.contract.browser import Person, approve, challenge, deny

from . import oidc

if TYPE_CHECKING:
    from .shares import Shares

pytestmark = pytest.mark.services

PROJECT = "http://127.0.0.1:4711"
FORGERIES = ["nonce", "no-nonce", "iss", "aud", "no-aud", "exp", "no-exp", "no-sub", "none",
             "hs256-secret", "hs256-public", "signature", "kid"]  # fmt: skip


class Client:
    """An application as the provider sees it."""

    def __init__(self, url: str) -> None:
        self.settings = oidc.settings(url, PROJECT)
        self.issuer = self.settings["OAUTH2_ISSUER"]
        answer = self.get(f"{self.issuer}/.well-known/openid-configuration")
        self.metadata: dict[str, Any] = answer.json()
        self.verifier, self.nonce = secrets.token_urlsafe(48), secrets.token_urlsafe()

    def get(self, url: str) -> httpx.Response:
        return httpx.get(url, trust_env=False)

    def location(self, **changes: str) -> str:
        asked = {
            "client_id": self.settings["OAUTH2_CLIENT_ID"],
            "redirect_uri": self.settings["OAUTH2_REDIRECT_URL"],
            "response_type": "code",
            "scope": "openid email",
            "state": "the state",
            "nonce": self.nonce,
            "code_challenge": challenge(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        asked = {name: value for name, value in asked.items() if value}
        return str(httpx.URL(self.metadata["authorization_endpoint"], params=asked))

    def exchange(self, code: str, verifier: str = "") -> httpx.Response:
        return httpx.post(
            self.metadata["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.settings["OAUTH2_REDIRECT_URL"],
                "code_verifier": verifier or self.verifier,
            },
            auth=(self.settings["OAUTH2_CLIENT_ID"], self.settings["OAUTH2_CLIENT_SECRET"]),
            trust_env=False,
        )

    def id_token(self, person: Person) -> str:
        code = approve(self.location(), person).params["code"]
        return str(self.exchange(code).json()["id_token"])

    def claims(self, token: str) -> dict[str, Any]:
        """Verified the way that PyJWT's documentation says."""
        key = jwt.PyJWKClient(self.metadata["jwks_uri"]).get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=self.settings["OAUTH2_CLIENT_ID"],
            issuer=self.issuer,
            options={"require": ["exp", "iat", "aud", "iss", "sub"]},
        )
        if claims.get("nonce") != self.nonce:
            raise jwt.InvalidTokenError("nonce")
        return claims


@pytest.fixture
def client(service_url: Shares) -> Client:
    return Client(service_url("oidc"))


def test_somebody_signs_in(client: Client) -> None:
    person = Person.with_email()
    claims = client.claims(client.id_token(person))
    assert (claims["sub"], claims["email"], claims["email_verified"]) == (
        person.login,
        person.email,
        True,
    )


def test_an_email_may_be_doubtful_or_none(client: Client) -> None:
    doubtful = client.claims(client.id_token(Person.with_email(email_verified=False)))
    assert doubtful["email_verified"] is False
    assert "email" not in client.claims(client.id_token(Person()))


def test_the_callback_names_the_issuer(client: Client) -> None:
    callback = approve(client.location(), Person())
    assert str(callback).startswith(client.settings["OAUTH2_REDIRECT_URL"])
    assert callback.params["iss"] == client.issuer
    assert callback.params["state"] == "the state"


def test_a_code_works_once(client: Client) -> None:
    code = approve(client.location(), Person()).params["code"]
    assert client.exchange(code).status_code == 200
    assert client.exchange(code).json()["error"] == "invalid_grant"


def test_pkce_is_required_and_checked(client: Client) -> None:
    bare = client.get(client.location(code_challenge="", code_challenge_method=""))
    assert "error=invalid_request" in bare.headers["Location"]
    code = approve(client.location(), Person()).params["code"]
    assert client.exchange(code, verifier="x" * 43).json()["error"] == "invalid_grant"


def test_another_callback_is_refused(client: Client) -> None:
    evil = "https://evil.example/api/auth/oauth2/callback"
    assert client.get(client.location(redirect_uri=evil)).status_code == 400


def test_a_person_may_say_no(client: Client) -> None:
    callback = deny(client.location(), "access_denied", "I would rather not")
    assert callback.params["error"] == "access_denied"
    assert callback.params["error_description"] == "I would rather not"


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_token_is_wrong(client: Client, forge: str) -> None:
    token = client.id_token(Person(forge=forge))
    with pytest.raises((jwt.InvalidTokenError, jwt.PyJWKClientError)):
        client.claims(token)


def test_it_is_the_same_provider_after_a_restart(client: Client, service_url: Shares) -> None:
    token = client.id_token(Person())
    service_url.private("oidc").restart()
    assert client.claims(token)
