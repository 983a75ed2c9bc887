"""Every error is a problem document."""

from typing import Any
from unittest.mock import patch

from app.repository import NoteRepository
from tests.base import ApiTestCase


class ErrorsTest(ApiTestCase):
    def assert_problem(self, answer: Any, status: int) -> None:
        self.assertEqual(answer.status_code, status)
        self.assertEqual(answer["Content-Type"], "application/problem+json")
        self.assertEqual(answer.json()["status"], status)
        self.assertTrue(answer.json()["detail"])

    def test_unknown_address(self) -> None:
        self.assert_problem(self.visitor.get("/nope"), 404)

    def test_wrong_method(self) -> None:
        for path in ("/", "/docs", "/health/live", "/api/notes"):
            with self.subTest(path=path):
                answer = self.visitor.delete(path)
                self.assert_problem(answer, 405)
                self.assertIn("GET", answer["Allow"])

    def test_static_files_are_read_only(self) -> None:
        self.assert_problem(self.visitor.post("/static/style.css"), 405)

    def test_malformed_json(self) -> None:
        for body in ("nope", "{", '{"title": NaN}', "[" * 100_000):
            with self.subTest(body=body[:20]):
                answer = self.api.generic(
                    "POST", "/api/notes", body, content_type="application/json"
                )
                self.assert_problem(answer, 400)

    def test_other_content_type(self) -> None:
        answer = self.api.generic("POST", "/api/notes", "title=x", content_type="text/plain")
        self.assert_problem(answer, 415)

    def test_large_body(self) -> None:
        self.assert_problem(self.api.post("/api/notes", {"title": "x" * 1_000_000}), 413)

    def test_foreign_host(self) -> None:
        answer = self.visitor.get("/health/live", headers={"Host": "evil.example"})
        self.assert_problem(answer, 400)

    def test_unexpected_exception(self) -> None:
        self.api.raise_request_exception = False
        with patch.object(NoteRepository, "of", side_effect=RuntimeError("a secret detail")):
            answer = self.api.get("/api/notes")
        self.assert_problem(answer, 500)
        self.assertNotIn("secret", answer.content.decode())
