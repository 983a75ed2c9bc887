"""Headers, CORS and request ids."""

from tests.base import ApiTestCase


class SecurityTest(ApiTestCase):
    def test_headers(self) -> None:
        for path in ("/", "/nope", "/api/notes", "/static/style.css"):
            with self.subTest(path=path):
                headers = self.visitor.get(path).headers
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("default-src 'self'", headers["Content-Security-Policy"])
                self.assertNotIn("Strict-Transport-Security", headers)

    def test_listed_origin(self) -> None:
        answer = self.visitor.get("/health/live", headers={"Origin": "https://app.example.com"})
        self.assertEqual(answer["Access-Control-Allow-Origin"], "https://app.example.com")
        self.assertIn("origin", answer["Vary"].lower())

    def test_other_origin(self) -> None:
        answer = self.visitor.get("/health/live", headers={"Origin": "https://evil.example"})
        self.assertNotIn("Access-Control-Allow-Origin", answer)

    def test_request_id(self) -> None:
        answer = self.visitor.get("/health/live", headers={"X-Request-ID": "from-client"})
        self.assertEqual(answer["X-Request-ID"], "from-client")
        answer = self.visitor.get("/health/live", headers={"X-Request-ID": "not ours"})
        self.assertEqual(len(answer["X-Request-ID"]), 32)

    def test_head(self) -> None:
        self.assertEqual(self.visitor.head("/health/live").status_code, 200)
