"""Attacks on sessions, each refused; a test is named after what is tried."""

from unittest.mock import patch

from app.settings import Settings
from tests import clients
from tests.base import ApiTestCase
from tests.credentials import register
from tests.support import assert_problem

PLANTED = "a token that the attacker knows"


class StolenSessionTest(ApiTestCase):
    """Getting hold of the session of somebody else."""

    def test_a_session_planted_before_the_sign_in(self) -> None:
        account = register(self.visitor)
        self.visitor.set_cookie("session", PLANTED)
        clients.sign_in(self.visitor, account)
        attacker = self.app.test_client()
        attacker.set_cookie("session", PLANTED)
        clients.assert_unauthorized(attacker.get("/api/notes"))

    def test_a_session_that_was_guessed(self) -> None:
        for token in ("", "' OR '1'='1", "0" * 43, "é"):
            with self.subTest(token):
                self.visitor.set_cookie("session", token)
                clients.assert_unauthorized(self.visitor.get("/api/notes"))

    def test_a_script_that_reads_the_cookie(self) -> None:
        response = clients.sign_in(self.visitor, register(self.visitor))
        session, _ = response.headers.getlist("Set-Cookie")
        self.assertIn("HttpOnly", session)

    def test_a_cookie_sent_in_the_clear(self) -> None:
        account = register(self.visitor)
        production = Settings(environment="production", secret_key="x" * 32)
        with patch("app.auth.get_settings", return_value=production):
            response = self.visitor.post(clients.SIGN_IN, json=account)
        for cookie in response.headers.getlist("Set-Cookie"):
            self.assertIn("Secure", cookie)

    def test_a_session_after_signing_out(self) -> None:
        client = self.note_taker()
        stolen = clients.cookie(client, "session")
        client.post("/api/auth/logout")
        client.set_cookie("session", stolen)
        clients.assert_unauthorized(client.get("/api/notes"))


class ForgedRequestTest(ApiTestCase):
    """Letting the browser of somebody else send what they never meant."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def test_a_form_on_another_site(self) -> None:
        del self.client.environ_base["HTTP_X_CSRF_TOKEN"]
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            with self.subTest(kind):
                form = '{"title": "Forged"}'
                response = self.client.post("/api/notes", data=form, content_type=kind)
                assert_problem(response, 403)
        self.assertEqual(self.client.get("/api/notes").get_json()["total"], 0)

    def test_a_write_without_the_csrf_token(self) -> None:
        path = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        del self.client.environ_base["HTTP_X_CSRF_TOKEN"]
        for method, target in (
            ("POST", "/api/notes"),
            ("PUT", path),
            ("PATCH", path),
            ("DELETE", path),
        ):
            with self.subTest(method):
                response = self.client.open(target, method=method, json={"title": "Forged"})
                assert_problem(response, 403)
        self.assertEqual(self.client.get(path).get_json()["title"], "Mine")

    def test_the_csrf_token_of_another_session(self) -> None:
        foreign = clients.cookie(self.note_taker(), "csrf_token")
        self.client.set_cookie("csrf_token", foreign)
        headers = {"X-CSRF-Token": foreign}
        response = self.client.post("/api/notes", json={"title": "Forged"}, headers=headers)
        assert_problem(response, 403)

    def test_a_page_of_a_foreign_origin_that_reads(self) -> None:
        foreign = {"Origin": "https://evil.example"}
        headers = self.client.get("/api/notes", headers=foreign).headers
        self.assertNotIn("Access-Control-Allow-Origin", headers)
        self.assertNotIn("Access-Control-Allow-Credentials", headers)
