"""Sessions, and the cookies that lead to them."""

import os
from datetime import timedelta
from unittest.mock import patch

from fastapi.testclient import TestClient

from app.base import now
from app.main import create_app
from tests.base import ApiTest, DatabaseTest, GuestTest
from tests.clients import SIGN_IN
from tests.credentials import PASSWORD, register
from tests.support import open_client


def me_with(client: TestClient, session: str) -> int:
    """Ask who is signed in with another cookie, and return the status."""
    client.cookies.clear()
    return client.get("/api/auth/me", headers={"Cookie": f"session={session}"}).status_code


class AccountsTest(GuestTest):
    """People who come and go."""

    def test_sign_in(self) -> None:
        account = register(self.guest)
        answer = self.guest.post(SIGN_IN, json=account)
        self.assertEqual(answer.json()["email"], "ada@example.com")
        session, csrf = answer.headers.get_list("Set-Cookie")
        self.assertTrue(session.startswith("session="))
        self.assertIn("HttpOnly", session)
        self.assertIn("SameSite=lax", session)
        self.assertTrue(csrf.startswith("csrf_token="))
        self.assertNotIn("HttpOnly", csrf)
        self.assertEqual(self.guest.get("/api/auth/me").json()["email"], "ada@example.com")

    def test_the_document_tells_who_may_call(self) -> None:
        document = self.guest.get("/openapi.json").json()
        read, write = (document["paths"]["/api/notes"][method] for method in ("get", "post"))
        self.assertEqual(read["security"], [{"session": []}])
        self.assertEqual(write["security"], [{"session": [], "csrf": []}])
        self.assertIn("403", write["responses"])
        self.assertNotIn("403", read["responses"])


class OtherSettingsTest(DatabaseTest):
    """Other settings than the default."""

    def test_cookies_are_secure_in_production(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production"))
        with open_client(create_app()) as client:
            answer = client.post(SIGN_IN, json=register(client))
        self.assertTrue(all("Secure" in cookie for cookie in answer.headers.get_list("Set-Cookie")))


class OwnerTest(ApiTest):
    """People who are signed in."""

    def test_a_new_session_at_each_sign_in(self) -> None:
        old = self.client.cookies["session"]
        answer = self.client.post(SIGN_IN, json={"email": "ada@example.com", "password": PASSWORD})
        self.assertNotEqual(answer.cookies["session"], old)
        self.assertEqual(me_with(self.client, old), 401)

    def test_sign_out(self) -> None:
        old = self.client.cookies["session"]
        answer = self.client.post("/api/auth/logout")
        self.assertEqual(answer.status_code, 204)
        self.assertTrue(
            all("Max-Age=0" in cookie for cookie in answer.headers.get_list("Set-Cookie"))
        )
        self.assertEqual(me_with(self.client, old), 401)

    def test_expired_session(self) -> None:
        later = now() + timedelta(hours=337)
        self.enterContext(patch("app.sessions.now", lambda: later))
        self.assertEqual(self.client.get("/api/auth/me").status_code, 401)

    def test_forged_writes(self) -> None:
        for header in ["", "wrong"]:
            with self.subTest(header=header):
                headers = {"X-CSRF-Token": header}
                for path in ("/api/notes", "/api/auth/logout"):
                    answer = self.client.post(path, json={"title": "Forged"}, headers=headers)
                    self.assertEqual(answer.status_code, 403)
                self.assertEqual(self.client.get("/api/notes", headers=headers).json()["total"], 0)

    def test_a_made_up_pair_is_forged_as_well(self) -> None:
        cookies = f"session={self.client.cookies['session']}; csrf_token=made-up"
        self.client.cookies.clear()
        headers = {"Cookie": cookies, "X-CSRF-Token": "made-up"}
        answer = self.client.post("/api/notes", json={"title": "Forged"}, headers=headers)
        self.assertEqual(answer.status_code, 403)
