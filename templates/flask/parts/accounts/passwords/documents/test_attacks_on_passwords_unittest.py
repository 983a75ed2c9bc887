"""Attacks on accounts with a password, each refused; a test is named after what is tried."""

from unittest.mock import patch

from app import passwords
from app.database import current_database
from tests import clients
from tests.base import ApiTestCase
from tests.credentials import PASSWORD, register
from tests.support import assert_problem

# Nobody whose word about an address counts.
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


class GuessingTest(ApiTestCase):
    """Finding the e-mail or the password of somebody else."""

    def setUp(self) -> None:
        super().setUp()
        self.account = register(self.visitor)

    def test_finding_out_who_has_an_account(self) -> None:
        wrong = self.visitor.post(clients.SIGN_IN, json={**self.account, "password": "wrong"})
        nobody = {**self.account, "email": "no@example.com"}
        with patch("app.passwords.hasher", wraps=passwords.hasher) as hasher:
            unknown = self.visitor.post(clients.SIGN_IN, json=nobody)
        self.assertEqual(unknown.json, wrong.json)
        self.assertEqual(unknown.status_code, 401)
        # It takes as long as well: a hash is compared either way.
        hasher.verify.assert_called_once()

    def test_guessing_behind_many_addresses(self) -> None:
        for number in range(10):
            address = f"192.0.2.{number}"
            headers = {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": address}
            guess = {**self.account, "password": f"guess {number}"}
            self.visitor.post(clients.SIGN_IN, json=guess, headers=headers, environ_base=STRANGER)
        answer = self.visitor.post(clients.SIGN_IN, json=self.account, environ_base=STRANGER)
        assert_problem(answer, 429)

    def test_guessing_with_many_spellings(self) -> None:
        email = self.account["email"]
        for number in range(10):
            spelt = email[:number].upper() + email[number:]
            self.visitor.post(clients.SIGN_IN, json={"email": spelt, "password": "wrong"})
        assert_problem(self.visitor.post(clients.SIGN_IN, json=self.account), 429)

    def test_a_password_that_others_can_read(self) -> None:
        with patch("app.logs.log") as log:
            clients.sign_in(self.visitor, self.account)
        self.assertNotIn(PASSWORD, str(log.mock_calls))
        with self.app.app_context():
            (user,) = current_database().users.find()
        self.assertTrue(user["password_hash"].startswith("$argon2id$"))
        invalid = self.visitor.post("/api/auth/register", json={**self.account, "email": "x"})
        self.assertNotIn(PASSWORD, invalid.text)


class RegistrationTest(ApiTestCase):
    """Becoming more than one is."""

    def test_registering_as_more_than_a_user(self) -> None:
        forged = {"id": "00000000-0000-4000-8000-000000000000", "is_admin": True, "role": "admin"}
        account = {"email": "eve@example.com", "password": PASSWORD, **forged}
        made = self.visitor.post("/api/auth/register", json=account).get_json()
        self.assertEqual(set(made), {"id", "email", "created_at"})
        self.assertNotEqual(made["id"], forged["id"])

    def test_registering_twice_with_another_spelling(self) -> None:
        account = register(self.visitor)
        again = {**account, "email": account["email"].upper()}
        assert_problem(self.visitor.post("/api/auth/register", json=again), 409)

    def test_a_password_that_is_none(self) -> None:
        for password in ("short", "", "x" * 129, ["x" * 12], None):
            with self.subTest(password):
                account = {"email": "eve@example.com", "password": password}
                response = self.visitor.post("/api/auth/register", json=account)
                self.assertEqual(list(assert_problem(response, 422)["errors"]), ["password"])

    def test_an_email_that_is_more(self) -> None:
        for email in ({"$ne": ""}, ["a@example.com"], "' OR 1=1 --", "a@b\r\nBcc: c@d"):
            with self.subTest(email):
                attempt = {"email": email, "password": PASSWORD}
                response = self.visitor.post(clients.SIGN_IN, json=attempt)
                self.assertEqual(list(assert_problem(response, 422)["errors"]), ["email"])
