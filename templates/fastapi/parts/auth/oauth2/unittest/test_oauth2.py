"""Sign-in by a provider, and what people try who are not who they say."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import time
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError

from app.main import create_app
from app.provider import ProviderSettings
from app.settings import explain
from tests.base import DatabaseTest, GuestTest
from tests.clients import CALLBACK, LOGIN, PROVIDER, come_back, sign_in, start
from tests.fake_provider import CLIENT_SECRET, new_key
from tests.forgery import base64
from tests.support import open_client


@contextmanager
def other_client(**settings: str) -> Iterator[TestClient]:
    """Open a client of an application with other settings, which has not met the provider yet."""
    with patch.dict(os.environ, settings), open_client(create_app()) as client:
        yield client


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


class LoginTest(GuestTest):
    """The way to the provider."""

    def test_login_sends_to_the_provider(self) -> None:
        answer = self.guest.get(LOGIN, follow_redirects=False)
        self.assertEqual(answer.status_code, 302)
        url = urlsplit(answer.headers["Location"])
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.assertEqual(f"{url.scheme}://{url.netloc}{url.path}", f"{PROVIDER.issuer}/authorize")
        self.assertEqual(asked["response_type"], "code")
        self.assertEqual(asked["scope"], "openid email")
        self.assertEqual(asked["code_challenge_method"], "S256")
        for name in ("state", "nonce", "code_challenge"):
            self.assertGreaterEqual(len(asked[name]), 43)
        self.assertEqual(asked["redirect_uri"], "http://127.0.0.1:8000/api/auth/oauth2/callback")

    def test_the_cookie_is_out_of_reach(self) -> None:
        cookie = self.guest.get(LOGIN, follow_redirects=False).headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("oauth2_state="))
        for attribute in ("HttpOnly", "SameSite=lax", "Path=/api/auth/oauth2", "Max-Age=600"):
            self.assertIn(attribute, cookie)
        self.assertNotIn("Secure", cookie)
        with other_client(OAUTH2_REDIRECT_URL="https://localhost/callback") as client:
            cookie = client.get(LOGIN, follow_redirects=False).headers["Set-Cookie"]
        self.assertIn("Secure", cookie)


class AccountTest(GuestTest):
    """People whom the provider vouches for."""

    def whoami(self, **claims: Any) -> dict[str, Any]:
        """Sign in, and return the account."""
        sign_in(self.guest, **claims)
        account: dict[str, Any] = self.guest.get("/api/auth/me").json()
        return account

    def test_who_comes_back_is_signed_in(self) -> None:
        answer = come_back(self.guest)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            set(answer.json()), {"access_token", "refresh_token", "token_type", "expires_in"}
        )
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("Max-Age=0", answer.headers["Set-Cookie"])
        self.assertNotIn("oauth2_state", self.guest.cookies)

    def test_an_account_is_a_subject_and_never_an_address(self) -> None:
        ada = self.whoami()
        self.assertEqual(self.whoami(email="countess@example.com")["id"], ada["id"])
        eve = self.whoami(sub="eve", email="countess@example.com")
        self.assertNotEqual(eve["id"], ada["id"])
        self.assertEqual(eve["email"], "countess@example.com")

    def test_an_address_counts_when_it_is_verified(self) -> None:
        for verified in (False, None, "true", 1):
            with self.subTest(verified=verified):
                self.assertEqual(self.whoami()["email"], "ada@example.com")
                self.assertIsNone(self.whoami(email_verified=verified)["email"])

    def test_an_address_that_is_none(self) -> None:
        for email in (None, 1, f"{'x' * 250}@example.com", "a\0@example.com"):
            with self.subTest(email=email):
                self.assertIsNone(self.whoami(email=email)["email"])


class CallbackTest(GuestTest):
    """What comes back is not what was sent."""

    def test_a_forged_state(self) -> None:
        for state in ("forged", "", "\u00e9"):
            with self.subTest(state=state):
                back = {**start(self.guest), "state": state}
                self.assertEqual(self.guest.get(CALLBACK, params=back).status_code, 400)

    def test_a_browser_that_did_not_start(self) -> None:
        for cookie in ("", "forged", "e30.e30.e30"):
            with self.subTest(cookie=cookie):
                back = start(self.guest)
                self.guest.cookies.clear()
                headers = {"Cookie": f"oauth2_state={cookie}"}
                answer = self.guest.get(CALLBACK, params=back, headers=headers)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(LOGIN, answer.json()["detail"])

    def test_the_code_of_somebody_else(self) -> None:
        stolen = start(self.guest)["code"]
        back = {**start(self.guest), "code": stolen}
        self.assertEqual(self.guest.get(CALLBACK, params=back).status_code, 401)

    def test_a_code_that_comes_again(self) -> None:
        back = start(self.guest)
        cookie = {"Cookie": f"oauth2_state={self.guest.cookies['oauth2_state']}"}
        with PROVIDER.doing(person={"sub": "ada"}):
            first = self.guest.get(CALLBACK, params=back)
            second = self.guest.get(CALLBACK, params=back, headers=cookie)
        self.assertEqual(first.status_code, 200)
        self.assertEqual(second.status_code, 401)

    def test_the_provider_says_no(self) -> None:
        why = 'Not "you"\r\nX: 1<br>\u00e9' + "x" * 300
        said = {"error": "access_denied", "error_description": why, "iss": PROVIDER.issuer}
        back = {"state": start(self.guest)["state"], **said}
        answer = self.guest.get(CALLBACK, params=back)
        self.assertEqual(answer.status_code, 400)
        self.assertIn("access_denied: Not youX: 1<br>xxx", answer.json()["detail"])
        self.assertLess(len(answer.json()["detail"]), 250)

    def test_an_answer_from_elsewhere(self) -> None:
        for changes in ({"iss": "https://evil.example"}, {"iss": ""}, {"code": ""}):
            with self.subTest(**changes):
                back = {**start(self.guest), **changes}
                self.assertEqual(self.guest.get(CALLBACK, params=back).status_code, 400)


class IdTokenTest(GuestTest):
    """ID tokens that are forged, old, or for somebody else."""

    def test_an_id_token_that_is_not_for_us(self) -> None:
        wrong: list[dict[str, Any]] = [
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
        ]
        for claims in wrong:
            with self.subTest(**claims):
                answer = come_back(self.guest, **claims)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_an_id_token_that_the_provider_did_not_sign(self) -> None:
        for sign in (unsigned, signed_by_a_secret, signed_by_another, lambda _: "nonsense"):
            with self.subTest(sign=sign), PROVIDER.doing(sign=sign):
                self.assertEqual(come_back(self.guest).status_code, 401)

    def test_an_id_token_is_no_access_token(self) -> None:
        sign_in(self.guest)
        bearer = {"Authorization": f"Bearer {PROVIDER.id_token('1')}"}
        self.assertEqual(self.guest.get("/api/auth/me", headers=bearer).status_code, 401)

    def test_the_provider_changes_its_keys(self) -> None:
        sign_in(self.guest)
        with PROVIDER.doing(keys=[*PROVIDER.keys, new_key("second")]):
            sign_in(self.guest)
        self.assertEqual(come_back(self.guest).status_code, 200)

    def test_the_exchange_fails(self) -> None:
        without: dict[str, Any] = {"access_token": "without an ID token"}
        for status, document, expected in [
            (500, {}, 503),
            (401, {"error": "invalid_client"}, 503),
            (200, without, 401),
        ]:
            with self.subTest(status), PROVIDER.doing(token_answer=(status, document)):
                self.assertEqual(come_back(self.guest).status_code, expected)


class ProviderTest(DatabaseTest):
    """The provider is away, or another one."""

    def test_no_provider_is_named(self) -> None:
        with other_client(OAUTH2_ISSUER="") as client:
            answer = client.get(LOGIN)
        self.assertEqual(answer.status_code, 503)
        self.assertIn("OAUTH2_ISSUER", answer.json()["detail"])

    def test_the_provider_is_away(self) -> None:
        for issuer in ("http://127.0.0.1:1", "nonsense"):
            with self.subTest(issuer), other_client(OAUTH2_ISSUER=issuer) as client:
                answer = client.get(LOGIN)
                self.assertEqual(answer.status_code, 503)
                self.assertEqual(answer.headers["Retry-After"], "5")

    def test_the_provider_is_another_one(self) -> None:
        for changes in ({"issuer": "https://evil.example"}, {"jwks_uri": None}):
            with self.subTest(**changes), PROVIDER.doing(metadata=changes):
                with other_client() as client:
                    answer = client.get(LOGIN)
                self.assertEqual(answer.status_code, 503)
                self.assertEqual(answer.headers["Retry-After"], "5")

    def test_production_needs_a_provider_that_nobody_can_replace(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production"))
        self.assertEqual(ProviderSettings().oauth2_issuer, PROVIDER.issuer)
        self.enterContext(patch.dict(os.environ, OAUTH2_ISSUER="http://accounts.example.com"))
        with self.assertRaises(ValidationError) as caught:
            ProviderSettings()
        self.assertEqual(
            explain(caught.exception), "OAUTH2_ISSUER: must start with https:// in production"
        )
