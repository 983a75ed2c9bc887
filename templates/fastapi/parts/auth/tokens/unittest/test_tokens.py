"""Access tokens and refresh tokens."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import jwt
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app.base import now
from app.main import create_app
from app.settings import explain
from app.tokens import TokenSettings, fingerprint
from tests.base import ApiTest, DatabaseTest, GuestTest
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


def refresh(client: TestClient, token: str) -> int:
    """Use a refresh token, and return the status."""
    return client.post("/api/auth/refresh", json={"refresh_token": token}).status_code


class AccessTokenTest(ApiTest):
    """Tokens that are ours, and those that are not."""

    def test_a_forged_token(self) -> None:
        user = user_id(self.client)
        self.assertEqual(status_with(self.client, forge(user)), 200)
        for name, changes in FORGERIES.items():
            with self.subTest(name):
                self.assertEqual(status_with(self.client, forge(user, **changes)), 401)

    def test_what_is_no_token(self) -> None:
        for token in ["nonsense", "a.b.c", "e30.e30.", "ä"]:
            with self.subTest(token):
                bearer = [(b"Authorization", f"Bearer {token}".encode())]
                self.assertEqual(self.client.get("/api/notes", headers=bearer).status_code, 401)

    def test_clocks_may_differ_by_ten_seconds(self) -> None:
        user = user_id(self.client)
        soon = int((now() + timedelta(seconds=8)).timestamp())
        self.assertEqual(status_with(self.client, forge(user, lifetime=-8)), 200)
        self.assertEqual(status_with(self.client, forge(user, iat=soon)), 200)


class KeyRingTest(DatabaseTest):
    """Keys that were replaced."""

    def test_an_earlier_key_still_verifies(self) -> None:
        keys = f"{OTHER_KEY}, {'x' * 32}"
        self.enterContext(patch.dict(os.environ, SECRET_KEY_FALLBACKS=keys))
        with api_client(app=create_app()) as client:
            user, kid = user_id(client), fingerprint(OTHER_KEY)
            self.assertEqual(status_with(client, forge(user, key=OTHER_KEY, kid=kid)), 200)
            self.assertEqual(status_with(client, forge(user, kid=kid)), 401)
            self.assertEqual(status_with(client, forge(user, key=OTHER_KEY)), 401)

    def test_an_earlier_key_is_as_long_as_todays(self) -> None:
        keys = f"{'x' * 32},{'y' * 31}"
        environment = {"ENVIRONMENT": "production", "SECRET_KEY_FALLBACKS": keys}
        self.enterContext(patch.dict(os.environ, environment))
        with self.assertRaises(ValidationError) as caught:
            TokenSettings()
        message = explain(caught.exception)
        self.assertTrue(message.startswith("SECRET_KEY_FALLBACKS: each key must have at least 32"))
        self.assertNotIn("y" * 31, message)


class RefreshTokenTest(GuestTest):
    """Tokens that are used once."""

    def test_a_token_names_its_key(self) -> None:
        header = jwt.get_unverified_header(join(self.guest)["access_token"])
        self.assertEqual(header["alg"], "HS256")
        self.assertEqual(header["kid"], fingerprint(SECRET_KEY))
        self.assertNotIn(SECRET_KEY, header["kid"])

    def test_refresh(self) -> None:
        pair = join(self.guest)
        body = {"refresh_token": pair["refresh_token"]}
        answer = self.guest.post("/api/auth/refresh", json=body)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(set(answer.json()), set(pair))
        self.assertNotEqual(answer.json()["refresh_token"], pair["refresh_token"])
        self.assertEqual(status_with(self.guest, answer.json()["access_token"]), 200)

    def test_a_refresh_token_that_comes_back_revokes_its_family(self) -> None:
        first, other = join(self.guest)["refresh_token"], sign_in(self.guest)["refresh_token"]
        answer = self.guest.post("/api/auth/refresh", json={"refresh_token": first})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(refresh(self.guest, first), 401)
        self.assertEqual(refresh(self.guest, answer.json()["refresh_token"]), 401)
        self.assertEqual(refresh(self.guest, other), 200)

    def test_a_refresh_token_is_used_once_even_at_the_same_time(self) -> None:
        token = join(self.guest)["refresh_token"]
        with ThreadPoolExecutor(4) as threads:
            statuses = list(threads.map(lambda _: refresh(self.guest, token), range(4)))
        self.assertEqual(sorted(statuses), [200, 401, 401, 401])

    def test_expired_refresh_token(self) -> None:
        token = join(self.guest)["refresh_token"]
        later = now() + timedelta(days=31)
        self.enterContext(patch("app.refresh_tokens.now", lambda: later))
        self.assertEqual(refresh(self.guest, token), 401)

    def test_an_access_token_is_no_refresh_token(self) -> None:
        pair = join(self.guest)
        self.assertIn(refresh(self.guest, pair["access_token"]), {401, 422})
        self.assertEqual(status_with(self.guest, pair["refresh_token"]), 401)

    def test_sign_out(self) -> None:
        body = {"refresh_token": join(self.guest)["refresh_token"]}
        self.assertEqual(self.guest.post("/api/auth/logout", json=body).status_code, 204)
        self.assertEqual(self.guest.post("/api/auth/logout", json=body).status_code, 204)
        self.assertEqual(refresh(self.guest, body["refresh_token"]), 401)

    def test_the_document_tells_who_may_call(self) -> None:
        document = self.guest.get("/openapi.json").json()
        self.assertIn("401", document["paths"]["/api/notes"]["get"]["responses"])
        self.assertEqual(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer")
