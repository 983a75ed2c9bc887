"""Accounts, tokens and whose note it is."""

from datetime import timedelta
from unittest.mock import patch

import jwt
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import auth, passwords
from app.orm import utc_now
from app.settings import get_settings
from tests import clients
from tests.base import ApiTestCase
from tests.support import assert_problem


def refresh(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/api/auth/refresh", json={"refresh_token": token})


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})


def assert_unauthorized(response: TestResponse) -> None:
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


class AuthTest(ApiTestCase):
    """How people sign in, and what they then reach."""

    def test_register_and_sign_in(self) -> None:
        account = clients.register(self.visitor)
        clients.sign_in(self.visitor, {**account, "email": account["email"].upper()})
        person = self.visitor.get("/api/auth/me").get_json()
        self.assertEqual(set(person), {"id", "email", "created_at"})
        self.assertEqual(person["email"], account["email"])

    def test_an_email_is_taken_once(self) -> None:
        account = clients.register(self.visitor)
        assert_problem(self.visitor.post("/api/auth/register", json=account), 409)

    def test_an_invalid_account(self) -> None:
        for field, value in (("email", "plain"), ("password", "x" * 11), ("password", "x" * 129)):
            with self.subTest(value):
                account = {"email": "ada@example.com", "password": clients.PASSWORD, field: value}
                response = self.visitor.post("/api/auth/register", json=account)
                self.assertEqual(list(assert_problem(response, 422)["errors"]), [field])

    def test_a_wrong_password_and_an_unknown_email_look_alike(self) -> None:
        account = clients.register(self.visitor)
        wrong = self.visitor.post("/api/auth/token", json={**account, "password": "wrong"})
        unknown = self.visitor.post("/api/auth/token", json={**account, "email": "no@example.com"})
        assert_unauthorized(wrong)
        assert_unauthorized(unknown)
        self.assertEqual(wrong.json, unknown.json)

    def test_an_outdated_hash_is_renewed(self) -> None:
        account = clients.register(self.visitor)
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        with (
            patch("app.passwords.hasher", stronger),
            patch("app.accounts.hash_password", wraps=passwords.hash_password) as hash_again,
        ):
            clients.sign_in(self.visitor, account)
            clients.sign_in(self.visitor, account)
        hash_again.assert_called_once()

    def test_too_many_attempts_have_to_wait(self) -> None:
        account = clients.register(self.visitor)
        wrong = {**account, "password": "wrong"}
        for _ in range(10):
            self.assertEqual(self.visitor.post("/api/auth/token", json=wrong).status_code, 401)
        response = self.visitor.post("/api/auth/token", json=account)
        assert_problem(response, 429)
        self.assertIn(int(response.headers["Retry-After"]), range(1, 61))

    def test_a_refresh_token_used_twice_revokes_its_family(self) -> None:
        first = clients.sign_in(self.visitor, clients.register(self.visitor))
        response = refresh(self.visitor, first["refresh_token"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        second = response.get_json()
        self.assertEqual(me(self.visitor, second["access_token"]).status_code, 200)
        assert_unauthorized(refresh(self.visitor, first["refresh_token"]))
        assert_unauthorized(refresh(self.visitor, second["refresh_token"]))

    def test_logout_revokes_the_family(self) -> None:
        pair = clients.sign_in(self.visitor, clients.register(self.visitor))
        token = {"refresh_token": pair["refresh_token"]}
        self.assertEqual(self.visitor.post("/api/auth/logout", json=token).status_code, 204)
        self.assertEqual(self.visitor.post("/api/auth/logout", json=token).status_code, 204)
        assert_unauthorized(refresh(self.visitor, pair["refresh_token"]))

    def test_a_header_without_a_token(self) -> None:
        for header in ("", "Bearer", "Bearer a.b.c", "Basic YTpi"):
            with self.subTest(header):
                response = self.visitor.get("/api/notes", headers={"Authorization": header})
                assert_unauthorized(response)

    def test_a_forged_token(self) -> None:
        pair = clients.sign_in(self.visitor, clients.register(self.visitor))
        key = get_settings().secret_key
        claims = jwt.decode(pair["access_token"], key, [auth.ALGORITHM])
        expired = {"exp": utc_now() - timedelta(seconds=1)}
        for forged in (
            jwt.encode(claims, "another key that is also long enough", "HS256"),
            jwt.encode(claims, key * 2, "HS512"),
            jwt.encode(claims, None, "none"),
            jwt.encode(claims | expired, key, "HS256"),
            jwt.encode(claims | {"sub": "nobody"}, key, "HS256"),
            jwt.encode(claims | {"sub": "00000000-0000-4000-8000-000000000000"}, key, "HS256"),
            jwt.encode({"sub": claims["sub"]}, key, "HS256"),
        ):
            assert_unauthorized(me(self.visitor, forged))

    def test_someone_elses_note_does_not_exist(self) -> None:
        client = self.note_taker()
        path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        stranger = clients.note_taker(self.app)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
        self.assertEqual(stranger.get("/api/notes").get_json()["total"], 0)
        self.assertEqual(client.get(path).status_code, 200)
