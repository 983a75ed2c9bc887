"""Signing in with a provider, and what a forged answer gets."""

import os
from functools import partial
from time import time
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app.provider import ProviderSettings
from tests import clients
from tests.base import ApiTestCase
from tests.fake_provider import CLIENT, KEY, fake_provider
from tests.support import assert_problem

CALLBACK = "/api/auth/oauth2/callback"
LOGIN = "/api/auth/oauth2/login"


class ProviderTestCase(ApiTestCase):
    """Gives each test a provider, and the way there and back."""

    def setUp(self) -> None:
        super().setUp()
        self.provider = self.enterContext(fake_provider(self.app))

    def at_the_provider(self, client: FlaskClient | None = None) -> dict[str, str]:
        """Go to the provider and sign in there; return what the browser carries back."""
        response = (client or self.visitor).get(LOGIN)
        self.assertEqual(response.status_code, 302)
        location = response.headers["Location"]
        self.assertTrue(location.startswith(f"{self.provider.issuer}/authorize?"))
        return self.provider.authorize(location)

    def come_back(self, carried: dict[str, str], **changes: Any) -> TestResponse:
        """Come back from the provider; a change of None leaves something out."""
        query = {name: value for name, value in {**carried, **changes}.items() if value is not None}
        return self.visitor.get(CALLBACK, query_string=query)

    def sign_in(self) -> TestResponse:
        return self.come_back(self.at_the_provider())

    def me(self) -> dict[str, Any]:
        """Sign in, and ask who it is."""
        token = self.sign_in().get_json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        person: dict[str, Any] = self.visitor.get("/api/auth/me", headers=headers).get_json()
        return person

    def assert_unavailable(self, response: TestResponse) -> None:
        assert_problem(response, 503)
        self.assertGreater(int(response.headers["Retry-After"]), 0)


class SignInTest(ProviderTestCase):
    """Who signs in, and what is known of them."""

    def test_signing_in(self) -> None:
        response = self.sign_in()
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(
            set(response.get_json()), {"access_token", "refresh_token", "token_type", "expires_in"}
        )

    def test_signing_in_again_finds_the_account(self) -> None:
        first = self.me()
        self.assertEqual(set(first), {"id", "email", "created_at"})
        self.assertEqual(first["email"], "ada@example.com")
        self.provider.person["email"] = "countess@example.com"
        self.assertEqual(self.me(), {**first, "email": "countess@example.com"})

    def test_an_email_tells_nobody_apart(self) -> None:
        first = self.me()
        self.provider.person["sub"] = "somebody else"
        second = self.me()
        self.assertEqual(second["email"], first["email"])
        self.assertNotEqual(second["id"], first["id"])

    def test_an_email_that_nobody_verified(self) -> None:
        unverified = {"email": "ada@example.com", "email_verified": False}
        for claims in ({}, unverified):
            with self.subTest(claims):
                self.provider.person = {"sub": "ada", **claims}
                self.assertIsNone(self.me()["email"])

    def test_a_provider_that_tells_the_email_when_asked(self) -> None:
        told = self.provider.person
        self.provider.person = {"sub": "ada"}
        for subject, email in (("ada", "ada@example.com"), ("eve", None)):
            with self.subTest(subject):
                self.provider.userinfo = {**told, "sub": subject}
                self.assertEqual(self.me()["email"], email)

    def test_without_a_provider(self) -> None:
        with patch.dict(self.app.extensions, {"provider": None}):
            problem = assert_problem(self.visitor.get(LOGIN), 503)
        self.assertIn("OAUTH2_ISSUER", problem["detail"])

    def test_there_are_no_passwords(self) -> None:
        for path in ("/api/auth/register", "/api/auth/token"):
            assert_problem(self.visitor.post(path, json={}), 404)

    def test_settings(self) -> None:
        for issuer, message in (
            ("ftp://issuer.example", "OAUTH2_ISSUER: needs https://"),
            ("https://issuer.example", "OAUTH2_CLIENT_ID: OAUTH2_ISSUER needs it"),
        ):
            with (
                self.subTest(issuer),
                patch.dict(os.environ, {"OAUTH2_ISSUER": issuer}),
                self.assertRaisesRegex(SystemExit, message),
            ):
                ProviderSettings.load()


class CallbackTest(ProviderTestCase):
    """What only the browser that went to the provider can bring back, once."""

    def test_the_cookie(self) -> None:
        response = self.visitor.get(LOGIN)
        cookie = response.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("oauth2_state="))
        for attribute in ("HttpOnly", "SameSite=Lax", "Path=/api/auth/oauth2", "Max-Age=600"):
            self.assertIn(attribute, cookie)
        self.assertNotIn("Secure", cookie)
        self.come_back(self.provider.authorize(response.headers["Location"]))
        self.assertIsNone(self.visitor.get_cookie("oauth2_state", path="/api/auth/oauth2"))

    def test_a_forged_state(self) -> None:
        for state in (None, "", "forged", "é"):
            with self.subTest(state):
                carried = self.at_the_provider()
                assert_problem(self.come_back(carried, state=state), 400)
                self.assertEqual(self.come_back(carried).status_code, 200)

    def test_another_browser_does_not_come_back(self) -> None:
        carried = self.at_the_provider(self.app.test_client())
        assert_problem(self.come_back(carried), 400)

    def test_a_sign_in_that_took_too_long(self) -> None:
        carried = self.at_the_provider()
        with patch("app.oauth2.COOKIE_SECONDS", -1):
            assert_problem(self.come_back(carried), 400)

    def test_a_replayed_answer(self) -> None:
        carried = self.at_the_provider()
        self.assertEqual(self.come_back(carried).status_code, 200)
        assert_problem(self.come_back(carried), 400)

    def test_a_replayed_code(self) -> None:
        used = self.at_the_provider()
        self.come_back(used)
        fresh = self.at_the_provider()
        clients.assert_unauthorized(self.come_back(fresh, code=used["code"]))

    def test_a_stolen_code(self) -> None:
        stolen = self.at_the_provider(self.app.test_client())
        own = self.at_the_provider()
        clients.assert_unauthorized(self.come_back(own, code=stolen["code"]))

    def test_an_answer_of_another_provider(self) -> None:
        for iss in ("https://evil.example", "", None):
            with self.subTest(iss):
                assert_problem(self.come_back(self.at_the_provider(), iss=iss), 400)

    def test_the_provider_refuses(self) -> None:
        refusal = {"error": "access_denied", "error_description": "No <b>day</b>\n" + "x" * 300}
        response = self.come_back(self.at_the_provider(), code=None, **refusal)
        detail = assert_problem(response, 400)["detail"]
        self.assertIn("No bday/bxxx", detail)
        self.assertLess(len(detail), 250)

    def test_an_answer_without_a_code(self) -> None:
        assert_problem(self.come_back(self.at_the_provider(), code=None), 400)


class IdTokenTest(ProviderTestCase):
    """Which ID tokens prove nothing."""

    def test_an_id_token_that_lies(self) -> None:
        lies: tuple[dict[str, Any], ...] = (
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
        )
        for self.provider.lies in lies:
            with self.subTest(str(self.provider.lies)):
                clients.assert_unauthorized(self.sign_in())

    def test_an_id_token_that_another_key_signed(self) -> None:
        self.provider.sign = partial(self.provider.sign_with, RSAKey.generate_key(2048))
        for kid in ("first", "unknown"):
            with self.subTest(kid):
                self.provider.header["kid"] = kid
                clients.assert_unauthorized(self.sign_in())

    def test_an_id_token_of_another_algorithm(self) -> None:
        for name, algorithm, secret in (
            ("none", "none", b""),
            ("the client's secret", "HS256", CLIENT["client_secret"].encode()),
            ("the public key", "HS256", KEY.as_pem(private=False)),
        ):
            with self.subTest(name):
                header = {"alg": algorithm, "kid": "first"}
                self.provider.sign = partial(self.provider.forge, header, secret)
                clients.assert_unauthorized(self.sign_in())

    def test_a_provider_may_change_its_key(self) -> None:
        self.assertEqual(self.sign_in().status_code, 200)
        key = RSAKey.generate_key(2048, {"kid": "second"})
        self.provider.sign = partial(self.provider.sign_with, key)
        self.provider.header["kid"] = "second"
        self.provider.published["keys"].append(key.as_dict(private=False))
        self.assertEqual(self.sign_in().status_code, 200)


class UnavailableTest(ProviderTestCase):
    """A provider that does not answer as one should."""

    def test_metadata_of_another_issuer(self) -> None:
        self.provider.metadata["issuer"] = "https://evil.example"
        self.assert_unavailable(self.visitor.get(LOGIN))

    def test_metadata_that_lacks_something(self) -> None:
        del self.provider.metadata["token_endpoint"]
        self.assert_unavailable(self.visitor.get(LOGIN))

    def test_a_provider_that_cannot_be_reached(self) -> None:
        self.provider.metadata["token_endpoint"] = "http://127.0.0.1:1/"
        self.assert_unavailable(self.sign_in())
        # The attempt is not lost: it may be tried again.
        self.assertTrue(self.visitor.get_cookie("oauth2_state", path="/api/auth/oauth2"))

    def test_keys_that_cannot_be_fetched(self) -> None:
        self.provider.metadata["jwks_uri"] = "http://127.0.0.1:1/"
        self.assert_unavailable(self.sign_in())

    def test_keys_that_are_none(self) -> None:
        self.provider.published = {"nothing": []}
        self.assert_unavailable(self.sign_in())

    def test_a_provider_that_does_not_know_us(self) -> None:
        with patch.dict(CLIENT, {"client_secret": "changed"}):
            self.assert_unavailable(self.sign_in())
