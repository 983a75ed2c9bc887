"""Accounts and sessions."""

import os
from datetime import timedelta
from unittest.mock import patch

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords
from app.base import now
from app.main import create_app
from tests.base import ApiTest, DatabaseTest, GuestTest
from tests.clients import PASSWORD, api_client, register, sign_in
from tests.support import open_client


def me_with(client: TestClient, session: str) -> int:
    """Ask who is signed in with another cookie, and return the status."""
    client.cookies.clear()
    return client.get("/api/auth/me", headers={"Cookie": f"session={session}"}).status_code


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

    def test_sign_in(self) -> None:
        account = register(self.guest)
        answer = self.guest.post("/api/auth/login", json=account)
        self.assertEqual(answer.json()["email"], "ada@example.com")
        session, csrf = answer.headers.get_list("Set-Cookie")
        self.assertTrue(session.startswith("session="))
        self.assertIn("HttpOnly", session)
        self.assertIn("SameSite=lax", session)
        self.assertTrue(csrf.startswith("csrf_token="))
        self.assertNotIn("HttpOnly", csrf)
        self.assertEqual(self.guest.get("/api/auth/me").json()["email"], "ada@example.com")

    def test_wrong_password_and_unknown_address_look_the_same(self) -> None:
        account = register(self.guest)
        wrong = self.guest.post("/api/auth/login", json={**account, "password": "wrong"})
        unknown = self.guest.post("/api/auth/login", json={**account, "email": "eve@example.com"})
        self.assertEqual(wrong.status_code, 401)
        self.assertEqual(unknown.status_code, 401)
        self.assertEqual(wrong.json(), unknown.json())
        self.assertEqual(wrong.headers["WWW-Authenticate"], "Session")

    def test_old_hashes_are_replaced(self) -> None:
        register(self.guest)
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        self.enterContext(patch.object(passwords, "hasher", stronger))
        sign_in(self.guest)
        self.enterContext(patch.object(passwords, "hash_password", None))
        sign_in(self.guest)  # would fail if it hashed the password once more

    def test_without_a_session(self) -> None:
        for path in ["/api/notes", "/api/auth/me"]:
            with self.subTest(path=path):
                answer = self.guest.get(path)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], "Session")

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
            answer = client.post("/api/auth/login", json=register(client))
        self.assertTrue(all("Secure" in cookie for cookie in answer.headers.get_list("Set-Cookie")))

    def test_sign_in_is_limited(self) -> None:
        self.enterContext(patch.dict(os.environ, SIGN_IN_RATE_LIMIT="2/minute"))
        with open_client(create_app()) as client:
            account = register(client)
            other = {**account, "email": "eve@example.com"}
            answers = [client.post("/api/auth/login", json=account) for _ in range(3)]
            self.assertEqual([answer.status_code for answer in answers], [200, 200, 429])
            self.assertTrue(1 <= int(answers[-1].headers["Retry-After"]) <= 60)
            self.assertEqual(client.post("/api/auth/login", json=other).status_code, 401)


class OwnerTest(ApiTest):
    """People who are signed in."""

    def test_a_new_session_at_each_sign_in(self) -> None:
        old = self.client.cookies["session"]
        answer = self.client.post(
            "/api/auth/login", json={"email": "ada@example.com", "password": PASSWORD}
        )
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

    def test_notes_of_others_are_not_there(self) -> None:
        stranger = self.enterContext(api_client("bob@example.com", create_app()))
        address = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        self.assertEqual(stranger.get("/api/notes").json()["total"], 0)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
            self.assertEqual(stranger.request(method, address, json=body).status_code, 404)
        self.assertEqual(self.client.get(address).json()["title"], "Mine")
