"""Sessions: the cookies, and the writes that other sites forge."""

from datetime import timedelta
from unittest.mock import patch

from app.orm import utc_now
from app.sessions import SessionSettings
from tests import clients
from tests.base import ApiTestCase
from tests.credentials import register
from tests.support import assert_problem


class SessionTest(ApiTestCase):
    """What a session allows, and to whom."""

    def test_the_cookies(self) -> None:
        response = clients.sign_in(self.visitor, register(self.visitor))
        session, csrf = response.headers.getlist("Set-Cookie")
        self.assertTrue(session.startswith("session="))
        self.assertIn("HttpOnly", session)
        self.assertIn("SameSite=Lax", session)
        self.assertNotIn("Secure", session)
        self.assertTrue(csrf.startswith("csrf_token="))
        self.assertNotIn("HttpOnly", csrf)

    def test_a_session_changes_at_each_sign_in(self) -> None:
        account = register(self.visitor)
        clients.sign_in(self.visitor, account)
        old = clients.cookie(self.visitor, "session")
        clients.sign_in(self.visitor, account)
        self.assertNotEqual(clients.cookie(self.visitor, "session"), old)
        thief = self.app.test_client()
        thief.set_cookie("session", old)
        clients.assert_unauthorized(thief.get("/api/auth/me"))

    def test_an_expired_session(self) -> None:
        client = self.note_taker()
        later = utc_now() + timedelta(hours=SessionSettings.load().session_hours, seconds=1)
        with patch("app.sessions.utc_now", return_value=later):
            clients.assert_unauthorized(client.get("/api/auth/me"))

    def test_a_forged_write(self) -> None:
        for forged in ("", "x" * 64, "é"):
            with self.subTest(forged):
                client = self.note_taker()
                client.environ_base["HTTP_X_CSRF_TOKEN"] = forged.encode().decode("latin-1")
                assert_problem(client.post("/api/notes", json={"title": "Forged"}), 403)
                assert_problem(client.post("/api/auth/logout"), 403)
                client.set_cookie("csrf_token", forged)
                assert_problem(client.post("/api/notes", json={"title": "Forged"}), 403)
                self.assertEqual(client.get("/api/notes").get_json()["total"], 0)

    def test_logout_ends_the_session(self) -> None:
        client = self.note_taker()
        old = clients.cookie(client, "session")
        self.assertEqual(client.post("/api/auth/logout").status_code, 204)
        self.assertEqual(clients.cookie(client, "session"), "")
        client.set_cookie("session", old)
        clients.assert_unauthorized(client.get("/api/auth/me"))

    def test_pages_of_listed_origins_may_send_the_cookie(self) -> None:
        client = self.note_taker()
        response = client.get("/api/notes", headers={"Origin": "https://app.example"})
        self.assertEqual(response.headers["Access-Control-Allow-Credentials"], "true")
