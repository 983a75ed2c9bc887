"""Who may open a socket: any page of this application, and of those that it knows."""

import os
from unittest.mock import patch

from app.main import create_app
from tests.base import ApiTest, DatabaseTest
from tests.clients import api_client
from tests.sockets import open_socket, refusal

ELSEWHERE = "https://app.example.com"


class OriginTest(ApiTest):
    """Pages that are not ours."""

    def test_a_page_of_another_origin(self) -> None:
        for origin in (ELSEWHERE, "http://localhost.evil.example", "null", ""):
            with self.subTest(origin):
                answer = refusal(self.client, origin=origin)
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")


class ListedOriginTest(DatabaseTest):
    """A page elsewhere that may ask."""

    def test_a_page_of_a_listed_origin(self) -> None:
        self.enterContext(patch.dict(os.environ, CORS_ORIGINS=ELSEWHERE))
        with api_client(app=create_app()) as client, open_socket(client, origin=ELSEWHERE):
            pass
