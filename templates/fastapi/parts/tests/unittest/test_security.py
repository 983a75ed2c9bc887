"""What guards every route."""

import os
from unittest.mock import patch

from app.main import create_app
from tests.base import DatabaseTest, GuestTest
from tests.support import open_client

ORIGIN = "https://app.example.com"


class GuardsTest(GuestTest):
    """The guards as they are by default."""

    def test_headers(self) -> None:
        for path in ["/", "/health/live", "/nowhere", "/static/style.css"]:
            with self.subTest(path=path):
                headers = self.guest.get(path).headers
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
                self.assertNotIn("Strict-Transport-Security", headers)

    def test_trusted_host(self) -> None:
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000"]:
            with self.subTest(host=host):
                self.assertEqual(
                    self.guest.get("/health/live", headers={"Host": host}).status_code, 200
                )

    def test_unknown_host(self) -> None:
        for host in ["evil.example", "localhost.evil.example", ""]:
            with self.subTest(host=host):
                answer = self.guest.get("/health/live", headers={"Host": host})
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def test_no_origin_is_allowed_by_default(self) -> None:
        answer = self.guest.get("/health/live", headers={"Origin": ORIGIN})
        self.assertNotIn("Access-Control-Allow-Origin", answer.headers)


class SettingsTest(DatabaseTest):
    """The guards with other settings."""

    def test_https_only_in_production(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production"))
        with open_client(create_app()) as client:
            self.assertNotIn("Strict-Transport-Security", client.get("/health/live").headers)
            answer = client.get("https://localhost/health/live")
            self.assertTrue(answer.headers["Strict-Transport-Security"].startswith("max-age="))

    def test_listed_origin(self) -> None:
        self.enterContext(
            patch.dict(os.environ, CORS_ORIGINS=f"https://other.example.com, {ORIGIN}")
        )
        with open_client(create_app()) as client:
            answer = client.get("/nowhere", headers={"Origin": ORIGIN})
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], ORIGIN)
        self.assertIn("X-Request-ID", answer.headers["Access-Control-Expose-Headers"])
        self.assertEqual(answer.headers["Vary"], "Origin")

    def test_preflight(self) -> None:
        self.enterContext(patch.dict(os.environ, CORS_ORIGINS=ORIGIN))
        asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
        with open_client(create_app()) as client:
            answer = client.options("/api/notes", headers={"Origin": ORIGIN, **asked})
            refused = client.options(
                "/api/notes", headers={"Origin": "https://evil.example", **asked}
            )
        self.assertEqual(answer.status_code, 204)
        self.assertIn("PUT", answer.headers["Access-Control-Allow-Methods"])
        self.assertEqual(answer.headers["Access-Control-Allow-Headers"], "x-a")
        self.assertNotIn("Access-Control-Allow-Origin", refused.headers)
