"""Security: headers, other origins and foreign host names."""

from tests.base import ApiTestCase
from tests.support import assert_problem

ORIGIN = {"Origin": "https://app.example"}
FOREIGN_ORIGIN = {"Origin": "https://evil.example"}
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


class SecurityTest(ApiTestCase):
    """What every answer carries, and whom the application answers."""

    def test_every_answer_has_the_headers(self) -> None:
        for path in ("/", "/nope", "/health/live", "/static/style.css", "/docs"):
            with self.subTest(path):
                headers = self.visitor.get(path, buffered=True).headers
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("default-src 'self'", headers["Content-Security-Policy"])
                self.assertNotIn("Strict-Transport-Security", headers)

    def test_a_listed_origin_may_read(self) -> None:
        headers = self.visitor.get("/health/live", headers=ORIGIN).headers
        self.assertEqual(headers["Access-Control-Allow-Origin"], ORIGIN["Origin"])
        self.assertIn("X-Request-ID", headers["Access-Control-Expose-Headers"])
        self.assertEqual(headers["Vary"], "Origin")

    def test_a_listed_origin_may_ask_first(self) -> None:
        response = self.visitor.options("/api/notes", headers=ORIGIN | PREFLIGHT)
        self.assertEqual(response.status_code, 204)
        self.assertIn("POST", response.headers["Access-Control-Allow-Methods"])

    def test_another_origin_gets_no_permission(self) -> None:
        for response in (
            self.visitor.get("/health/live", headers=FOREIGN_ORIGIN),
            self.visitor.options("/api/notes", headers=FOREIGN_ORIGIN | PREFLIGHT),
        ):
            self.assertNotIn("Access-Control-Allow-Origin", response.headers)
            self.assertEqual(response.headers["Vary"], "Origin")

    def test_our_own_hosts(self) -> None:
        for host in ("localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"):
            with self.subTest(host):
                response = self.visitor.get("/health/live", headers={"Host": host})
                self.assertEqual(response.status_code, 200)

    def test_a_foreign_host(self) -> None:
        two_hosts = "localhost:80,evil.example"
        for host in ("evil.example", "localhost@evil.example", two_hosts, "[", "localhost/a"):
            with self.subTest(host):
                assert_problem(self.visitor.get("/health/live", headers={"Host": host}), 400)
