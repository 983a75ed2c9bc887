"""Accounts, sessions and whose note it is."""

from datetime import timedelta
from unittest.mock import patch

from argon2 import PasswordHasher
from werkzeug.test import TestResponse

from app import passwords
from app.orm import utc_now
from app.sessions import SessionSettings
from tests import clients
from tests.base import ApiTestCase
from tests.support import assert_problem


def assert_unauthorized(response: TestResponse) -> None:
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Session"


class AuthTest(ApiTestCase):
    """How people sign in, and what they then reach."""

    def test_register_and_sign_in(self) -> None:
        account = clients.register(self.visitor)
        shouted = {**account, "email": account["email"].upper()}
        person = clients.sign_in(self.visitor, shouted).get_json()
        self.assertEqual(self.visitor.get("/api/auth/me").json, person)
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
        wrong = self.visitor.post("/api/auth/login", json={**account, "password": "wrong"})
        unknown = self.visitor.post("/api/auth/login", json={**account, "email": "no@example.com"})
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
            self.assertEqual(self.visitor.post("/api/auth/login", json=wrong).status_code, 401)
        response = self.visitor.post("/api/auth/login", json=account)
        assert_problem(response, 429)
        self.assertIn(int(response.headers["Retry-After"]), range(1, 61))

    def test_the_cookies(self) -> None:
        response = clients.sign_in(self.visitor, clients.register(self.visitor))
        session, csrf = response.headers.getlist("Set-Cookie")
        self.assertTrue(session.startswith("session="))
        self.assertIn("HttpOnly", session)
        self.assertIn("SameSite=Lax", session)
        self.assertNotIn("Secure", session)
        self.assertTrue(csrf.startswith("csrf_token="))
        self.assertNotIn("HttpOnly", csrf)

    def test_a_session_changes_at_each_sign_in(self) -> None:
        account = clients.register(self.visitor)
        clients.sign_in(self.visitor, account)
        old = clients.cookie(self.visitor, "session")
        clients.sign_in(self.visitor, account)
        self.assertNotEqual(clients.cookie(self.visitor, "session"), old)
        thief = self.app.test_client()
        thief.set_cookie("session", old)
        assert_unauthorized(thief.get("/api/auth/me"))

    def test_an_expired_session(self) -> None:
        client = self.note_taker()
        later = utc_now() + timedelta(hours=SessionSettings.load().session_hours, seconds=1)
        with patch("app.sessions.utc_now", return_value=later):
            assert_unauthorized(client.get("/api/auth/me"))

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
        assert_unauthorized(client.get("/api/auth/me"))

    def test_pages_of_listed_origins_may_send_the_cookie(self) -> None:
        client = self.note_taker()
        response = client.get("/api/notes", headers={"Origin": "https://app.example"})
        self.assertEqual(response.headers["Access-Control-Allow-Credentials"], "true")

    def test_someone_elses_note_does_not_exist(self) -> None:
        client = self.note_taker()
        path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        stranger = clients.note_taker(self.app)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
        self.assertEqual(stranger.get("/api/notes").get_json()["total"], 0)
        self.assertEqual(client.get(path).status_code, 200)
