"""People who register, and whose password it is."""

import os
from unittest.mock import patch

from argon2 import PasswordHasher

from app import passwords
from app.main import create_app
from tests.base import DatabaseTest, GuestTest
from tests.clients import SCHEME, SIGN_IN, sign_in
from tests.credentials import PASSWORD, register
from tests.support import open_client


class AccountsTest(GuestTest):
    """People who come and go."""

    def test_register(self) -> None:
        account = {"email": "Ada@Example.com", "password": PASSWORD}
        answer = self.guest.post("/api/auth/register", json=account)
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.headers["Location"], "/api/auth/me")
        self.assertEqual(answer.json()["email"], "ada@example.com")
        self.assertEqual(set(answer.json()), {"id", "email", "created_at"})
        again = self.guest.post("/api/auth/register", json={**account, "email": "ADA@example.com"})
        self.assertEqual(again.status_code, 409)

    def test_register_with_invalid_values(self) -> None:
        for field, value in [
            ("email", "nobody"),
            ("email", f"{'x' * 250}@example.com"),
            ("email", None),
            ("password", "x" * 11),
            ("password", "x" * 129),
            ("password", "x" * 12 + "\0"),
        ]:
            with self.subTest(field=field, value=value):
                account = {"email": "ada@example.com", "password": PASSWORD, field: value}
                answer = self.guest.post("/api/auth/register", json=account)
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(list(answer.json()["errors"]), [field])

    def test_me(self) -> None:
        account = register(self.guest)
        sign_in(self.guest)
        self.assertEqual(self.guest.get("/api/auth/me").json()["email"], account["email"])

    def test_wrong_password_and_unknown_address_look_the_same(self) -> None:
        account = register(self.guest)
        wrong = self.guest.post(SIGN_IN, json={**account, "password": "wrong"})
        unknown = self.guest.post(SIGN_IN, json={**account, "email": "eve@example.com"})
        self.assertEqual(wrong.status_code, 401)
        self.assertEqual(unknown.status_code, 401)
        self.assertEqual(wrong.json(), unknown.json())
        self.assertEqual(wrong.headers["WWW-Authenticate"], SCHEME)

    def test_old_hashes_are_replaced(self) -> None:
        register(self.guest)
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        self.enterContext(patch.object(passwords, "hasher", stronger))
        sign_in(self.guest)
        self.enterContext(patch.object(passwords, "hash_password", None))
        sign_in(self.guest)  # would fail if it hashed the password once more


class LimitTest(DatabaseTest):
    """People who try too often."""

    def test_sign_in_is_limited(self) -> None:
        self.enterContext(patch.dict(os.environ, SIGN_IN_RATE_LIMIT="2/minute"))
        with open_client(create_app()) as client:
            account = register(client)
            other = {**account, "email": "eve@example.com"}
            answers = [client.post(SIGN_IN, json=account) for _ in range(3)]
            self.assertEqual([answer.status_code for answer in answers], [200, 200, 429])
            self.assertTrue(1 <= int(answers[-1].headers["Retry-After"]) <= 60)
            self.assertEqual(client.post(SIGN_IN, json=other).status_code, 401)
