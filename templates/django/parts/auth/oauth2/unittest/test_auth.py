"""Accounts: each is a subject at an issuer, whatever the e-mail; and no passwords."""

from django.test import TestCase
from rest_framework.exceptions import AuthenticationFailed

from app.accounts import user_of
from app.models import User
from tests.base import ApiTestCase


class AuthTest(ApiTestCase):
    def test_me(self) -> None:
        person = self.api.get("/api/auth/me").json()
        self.assertEqual(set(person), {"id", "email", "created_at"})
        self.assertIsNone(person["email"])

    def test_passwords_have_no_door(self) -> None:
        credentials = {"email": "ada@example.com", "password": "correct horse battery"}
        for path in ("register", "token", "login"):
            with self.subTest(path=path):
                answer = self.visitor.post(f"/api/auth/{path}", credentials)
                self.assertEqual(answer.status_code, 404)


class AccountsTest(TestCase):
    def test_somebody_comes_back(self) -> None:
        first = user_of("ada", "ada@example.com")
        again = user_of("ada", None)
        self.assertEqual(again.id, first.id)
        self.assertIsNone(again.email)
        self.assertFalse(again.has_usable_password())

    def test_an_email_changes_hands(self) -> None:
        ada, adam = user_of("ada", "a@example.com"), user_of("adam", "a@example.com")
        self.assertNotEqual(ada.id, adam.id)

    def test_subjects_differ_by_case(self) -> None:
        ada = user_of("ada", None)
        self.assertNotEqual(user_of("ADA", None).id, ada.id)
        with self.settings(OAUTH2_ISSUER="https://other.example"):
            self.assertNotEqual(user_of("ada", None).id, ada.id)

    def test_a_closed_account(self) -> None:
        user_of("ada", None)
        User.objects.update(is_active=False)
        with self.assertRaises(AuthenticationFailed):
            user_of("ada", None)
