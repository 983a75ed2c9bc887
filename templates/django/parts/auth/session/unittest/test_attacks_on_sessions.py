"""Attacks on sessions: others' cookies, and requests that another page sends.

https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

from django.contrib.sessions.backends.db import SessionStore
from rest_framework.test import APIClient

from tests.base import ApiTestCase
from tests.credentials import registered


class SessionsTest(ApiTestCase):
    def assert_nobody(self, session: str) -> None:
        attacker = APIClient()
        attacker.cookies["session"] = session
        self.assertEqual(attacker.get("/api/auth/me").status_code, 401)

    def test_a_session_planted_before_the_sign_in(self) -> None:
        session = SessionStore()
        session.create()
        planted = str(session.session_key)
        self.visitor.cookies["session"] = planted
        self.visitor.post("/api/auth/login", registered())
        self.assertNotEqual(self.visitor.cookies["session"].value, planted)
        self.assert_nobody(planted)

    def test_a_guessed_session(self) -> None:
        for session in ("", "x", "x" * 32, "' OR '1'='1", "../../etc/passwd"):
            with self.subTest(session=session):
                self.assert_nobody(session)

    def test_a_session_after_its_end(self) -> None:
        copied = self.api.cookies["session"].value
        self.api.post("/api/auth/logout")
        self.assert_nobody(copied)


class OtherPagesTest(ApiTestCase):
    def assert_not_written(self, token: str) -> None:
        self.api.cookies["csrf_token"] = token
        self.api.credentials(HTTP_X_CSRF_TOKEN=token)
        self.assertEqual(self.api.post("/api/notes", {"title": "Forged"}).status_code, 403)

    def test_a_pair_of_forged_csrf_tokens(self) -> None:
        self.assert_not_written("a" * 64)

    def test_the_csrf_token_of_somebody_else(self) -> None:
        other = APIClient()
        other.post("/api/auth/login", registered())
        self.assert_not_written(other.cookies["csrf_token"].value)

    def test_a_form_on_another_page(self) -> None:
        # What a browser sends without asking first, and without the header.
        self.api.credentials()
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            with self.subTest(kind=kind):
                body = '{"title": "Forged"}'
                answer = self.api.generic("POST", "/api/notes", body, content_type=kind)
                self.assertIn(answer.status_code, {403, 415})

    def test_a_sign_in_by_a_form_on_another_page(self) -> None:
        body = "email=mallory%40example.com&password=correct+horse+battery"
        kind = "application/x-www-form-urlencoded"
        answer = self.visitor.generic("POST", "/api/auth/login", body, content_type=kind)
        self.assertEqual(answer.status_code, 415)

    def test_a_read_by_a_script_on_another_page(self) -> None:
        answer = self.api.get("/api/notes", headers={"Origin": "https://evil.example"})
        self.assertNotIn("Access-Control-Allow-Origin", answer)
        self.assertNotIn("Access-Control-Allow-Credentials", answer)
