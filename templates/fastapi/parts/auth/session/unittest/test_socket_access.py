"""Who may open a socket: people who are signed in, on a page that may speak for them."""

import os
from datetime import timedelta
from unittest.mock import patch

from app import socket_access
from app.base import now
from app.main import create_app
from tests.base import ApiTest, DatabaseTest, GuestTest
from tests.clients import api_client
from tests.sockets import closing_code, open_socket, refusal

ELSEWHERE = "https://app.example.com"


class UnknownTest(GuestTest):
    """Somebody who is not signed in."""

    def test_nobody_comes_in_unknown(self) -> None:
        answer = refusal(self.guest)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer.headers["WWW-Authenticate"], "Session")
        self.assertEqual(refusal(self.guest, Cookie="session=made-up").status_code, 401)


class ListedOriginTest(DatabaseTest):
    """A page elsewhere that may speak for people."""

    def test_a_page_of_a_listed_origin(self) -> None:
        self.enterContext(patch.dict(os.environ, CORS_ORIGINS=ELSEWHERE))
        with api_client(app=create_app()) as client, open_socket(client, origin=ELSEWHERE):
            pass


class SessionTest(ApiTest):
    """Somebody who is signed in."""

    def test_a_page_of_another_origin(self) -> None:
        for origin in (ELSEWHERE, "http://localhost.evil.example", "null", ""):
            with self.subTest(origin):
                self.assertEqual(refusal(self.client, origin=origin).status_code, 403)

    def test_an_expired_session(self) -> None:
        later = now() + timedelta(hours=337)
        self.enterContext(patch.object(socket_access, "now", lambda: later))
        self.assertEqual(refusal(self.client).status_code, 401)

    def test_a_session_that_ends_ends_the_socket(self) -> None:
        self.enterContext(patch.object(socket_access, "SECONDS_UNTIL_CHECKED", 0.05))
        with open_socket(self.client) as socket:
            self.assertEqual(self.client.post("/api/auth/logout").status_code, 204)
            self.assertEqual(closing_code(socket), 4401)
