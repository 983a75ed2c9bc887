"""Accounts and tokens."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import jwt
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords
from app.auth import make_access_token
from app.base import now
from app.main import create_app
from app.settings import Settings
from tests.base import ApiTest, DatabaseTest, GuestTest
from tests.clients import PASSWORD, api_client, register, sign_in
from tests.support import open_client


def refresh(client: TestClient, token: str) -> int:
    """Use a refresh token and return the status."""
    return client.post("/api/auth/refresh", json={"refresh_token": token}).status_code


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
        answer = self.guest.post("/api/auth/token", json=account)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.json()["token_type"], "bearer")
        self.assertEqual(answer.json()["expires_in"], 900)
        sign_in(self.guest)
        self.assertEqual(self.guest.get("/api/auth/me").json()["email"], "ada@example.com")

    def test_wrong_password_and_unknown_address_look_the_same(self) -> None:
        account = register(self.guest)
        wrong = self.guest.post("/api/auth/token", json={**account, "password": "wrong"})
        unknown = self.guest.post("/api/auth/token", json={**account, "email": "eve@example.com"})
        self.assertEqual(wrong.status_code, 401)
        self.assertEqual(unknown.status_code, 401)
        self.assertEqual(wrong.json(), unknown.json())
        self.assertEqual(wrong.headers["WWW-Authenticate"], "Bearer")

    def test_old_hashes_are_replaced(self) -> None:
        register(self.guest)
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        self.enterContext(patch.object(passwords, "hasher", stronger))
        sign_in(self.guest)
        self.enterContext(patch.object(passwords, "hash_password", None))
        sign_in(self.guest)  # would fail if it hashed the password once more

    def test_without_a_token(self) -> None:
        for path in ["/api/notes", "/api/auth/me"]:
            with self.subTest(path=path):
                answer = self.guest.get(path)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_a_refresh_token_that_comes_back_revokes_its_family(self) -> None:
        register(self.guest)
        first, other = sign_in(self.guest)["refresh_token"], sign_in(self.guest)["refresh_token"]
        answer = self.guest.post("/api/auth/refresh", json={"refresh_token": first})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(refresh(self.guest, first), 401)
        self.assertEqual(refresh(self.guest, answer.json()["refresh_token"]), 401)
        self.assertEqual(refresh(self.guest, other), 200)

    def test_a_refresh_token_is_used_once_even_at_the_same_time(self) -> None:
        register(self.guest)
        token = sign_in(self.guest)["refresh_token"]
        with ThreadPoolExecutor(4) as threads:
            statuses = list(threads.map(lambda _: refresh(self.guest, token), range(4)))
        self.assertEqual(sorted(statuses), [200, 401, 401, 401])

    def test_expired_refresh_token(self) -> None:
        register(self.guest)
        token = sign_in(self.guest)["refresh_token"]
        later = now() + timedelta(days=31)
        self.enterContext(patch("app.refresh_tokens.now", lambda: later))
        self.assertEqual(refresh(self.guest, token), 401)

    def test_sign_out(self) -> None:
        register(self.guest)
        body = {"refresh_token": sign_in(self.guest)["refresh_token"]}
        self.assertEqual(self.guest.post("/api/auth/logout", json=body).status_code, 204)
        self.assertEqual(self.guest.post("/api/auth/logout", json=body).status_code, 204)
        self.assertEqual(refresh(self.guest, body["refresh_token"]), 401)

    def test_the_document_tells_who_may_call(self) -> None:
        document = self.guest.get("/openapi.json").json()
        self.assertIn("401", document["paths"]["/api/notes"]["get"]["responses"])
        self.assertEqual(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer")


class LimitTest(DatabaseTest):
    """People who try too often."""

    def test_sign_in_is_limited(self) -> None:
        self.enterContext(patch.dict(os.environ, SIGN_IN_RATE_LIMIT="2/minute"))
        with open_client(create_app()) as client:
            account = register(client)
            other = {**account, "email": "eve@example.com"}
            answers = [client.post("/api/auth/token", json=account) for _ in range(3)]
            self.assertEqual([answer.status_code for answer in answers], [200, 200, 429])
            self.assertTrue(1 <= int(answers[-1].headers["Retry-After"]) <= 60)
            self.assertEqual(client.post("/api/auth/token", json=other).status_code, 401)


class OwnerTest(ApiTest):
    """People who are signed in."""

    def test_tokens_that_are_not_ours(self) -> None:
        user_id = self.client.get("/api/auth/me").json()["id"]
        key = Settings().secret_key
        claims = {"sub": user_id, "iat": now(), "jti": "1", "exp": now() + timedelta(hours=1)}
        forged = [
            make_access_token(user_id, "another key of the same good length", timedelta(hours=1)),
            make_access_token(user_id, key, timedelta(seconds=-1)),
            make_access_token("00000000-0000-4000-8000-000000000000", key, timedelta(hours=1)),
            jwt.encode({**claims, "type": "access"}, "", "none"),
            jwt.encode({**claims, "type": "refresh"}, key, "HS256"),
            jwt.encode(claims, key, "HS256"),
            "nonsense",
        ]
        for token in forged:
            answer = self.client.get("/api/notes", headers={"Authorization": f"Bearer {token}"})
            self.assertEqual(answer.status_code, 401)

    def test_notes_of_others_are_not_there(self) -> None:
        stranger = self.enterContext(api_client("bob@example.com", create_app()))
        address = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        self.assertEqual(stranger.get("/api/notes").json()["total"], 0)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
            self.assertEqual(stranger.request(method, address, json=body).status_code, 404)
        self.assertEqual(self.client.get(address).json()["title"], "Mine")
