"""Accounts: to register, and to sign in with a password."""

from unittest.mock import patch

from argon2 import PasswordHasher

from app import passwords
from tests import clients
from tests.base import ApiTestCase
from tests.credentials import PASSWORD, register
from tests.support import assert_problem


class AccountTest(ApiTestCase):
    """How an account is made, and how its password is checked."""

    def test_register_and_sign_in(self) -> None:
        account = register(self.visitor)
        clients.sign_in(self.visitor, {**account, "email": account["email"].upper()})
        person = self.visitor.get("/api/auth/me").get_json()
        self.assertEqual(set(person), {"id", "email", "created_at"})
        self.assertEqual(person["email"], account["email"])

    def test_an_email_is_taken_once(self) -> None:
        account = register(self.visitor)
        assert_problem(self.visitor.post("/api/auth/register", json=account), 409)

    def test_an_invalid_account(self) -> None:
        for field, value in (("email", "plain"), ("password", "x" * 11), ("password", "x" * 129)):
            with self.subTest(value):
                account = {"email": "ada@example.com", "password": PASSWORD, field: value}
                response = self.visitor.post("/api/auth/register", json=account)
                self.assertEqual(list(assert_problem(response, 422)["errors"]), [field])

    def test_a_wrong_password_and_an_unknown_email_look_alike(self) -> None:
        account = register(self.visitor)
        wrong = self.visitor.post(clients.SIGN_IN, json={**account, "password": "wrong"})
        unknown = self.visitor.post(clients.SIGN_IN, json={**account, "email": "no@example.com"})
        clients.assert_unauthorized(wrong)
        clients.assert_unauthorized(unknown)
        self.assertEqual(wrong.json, unknown.json)

    def test_an_outdated_hash_is_renewed(self) -> None:
        account = register(self.visitor)
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        with (
            patch("app.passwords.hasher", stronger),
            patch("app.accounts.hash_password", wraps=passwords.hash_password) as hash_again,
        ):
            clients.sign_in(self.visitor, account)
            clients.sign_in(self.visitor, account)
        hash_again.assert_called_once()

    def test_too_many_attempts_have_to_wait(self) -> None:
        account = register(self.visitor)
        wrong = {**account, "password": "wrong"}
        for _ in range(10):
            self.assertEqual(self.visitor.post(clients.SIGN_IN, json=wrong).status_code, 401)
        response = self.visitor.post(clients.SIGN_IN, json=account)
        assert_problem(response, 429)
        self.assertIn(int(response.headers["Retry-After"]), range(1, 61))
