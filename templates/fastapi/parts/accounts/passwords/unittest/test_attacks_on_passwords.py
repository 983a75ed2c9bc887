"""What attackers try who have no password."""

import os
from unittest.mock import patch

from app.main import create_app
from tests.base import GuestTest
from tests.clients import SIGN_IN
from tests.credentials import PASSWORD, register
from tests.support import open_client


class PasswordAttacks(GuestTest):
    """API2: broken authentication."""

    def test_to_guess_passwords_one_after_another(self) -> None:
        self.enterContext(patch.dict(os.environ, SIGN_IN_RATE_LIMIT="3/minute"))
        client = self.enterContext(open_client(create_app()))
        account = register(client)
        for guess in ("123456", "password", "qwertz"):
            body = {**account, "password": guess}
            self.assertEqual(client.post(SIGN_IN, json=body).status_code, 401)
        self.assertEqual(client.post(SIGN_IN, json=account).status_code, 429)

    def test_to_learn_who_has_an_account(self) -> None:
        account = {**register(self.guest), "password": "wrong"}
        known = self.guest.post(SIGN_IN, json=account)
        unknown = self.guest.post(SIGN_IN, json={**account, "email": "eve@example.com"})
        self.assertEqual(known.status_code, unknown.status_code)
        self.assertEqual(known.json(), unknown.json())

    def test_to_have_a_book_hashed(self) -> None:
        account = {"email": "eve@example.com", "password": "x" * 100_000}
        for path in (SIGN_IN, "/api/auth/register"):
            self.assertEqual(self.guest.post(path, json=account).status_code, 422)

    def test_to_make_more_of_oneself(self) -> None:
        more = {"id": "1", "is_admin": "1", "password_hash": "1", "created_at": "1"}
        account = {"email": "eve@example.com", "password": PASSWORD, **more}
        answer = self.guest.post("/api/auth/register", json=account)
        self.assertEqual(set(answer.json()), {"id", "email", "created_at"})
        self.assertNotIn("1", answer.json().values())
