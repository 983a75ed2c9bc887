"""Errors are problem documents, whatever goes wrong."""

from collections.abc import Iterator
from unittest.mock import patch

from app import home
from tests.base import ApiTest, GuestTest

JSON = {"Content-Type": "application/json"}


class ErrorTest(GuestTest):
    """Requests that lead nowhere."""

    def test_unknown_address(self) -> None:
        answer = self.guest.get("/nowhere")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(
            answer.json(),
            {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "There is nothing at this address.",
            },
        )

    def test_unknown_file(self) -> None:
        answer = self.guest.get("/static/nowhere.css")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.json()["status"], 404)

    def test_wrong_method_names_the_right_ones(self) -> None:
        answer = self.guest.delete("/api/notes")
        self.assertEqual(answer.status_code, 405)
        self.assertEqual(answer.headers["Allow"], "GET, HEAD, POST")
        self.assertEqual(self.guest.post("/health/live").headers["Allow"], "GET, HEAD")

    def test_unexpected_error_tells_nothing(self) -> None:
        self.enterContext(patch.object(home, "TECHNOLOGIES", None))
        answer = self.guest.get("/")
        self.assertEqual(answer.status_code, 500)
        self.assertEqual(answer.headers["X-Frame-Options"], "DENY")
        self.assertNotIn("TECHNOLOGIES", answer.text)
        self.assertNotIn("NoneType", answer.text)

    def test_head_has_no_body(self) -> None:
        answer = self.guest.head("/health/live")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Length"], "15")
        self.assertEqual(answer.content, b"")


class BodyTest(ApiTest):
    """Bodies that cannot be read."""

    def test_malformed_json(self) -> None:
        for body in [b"{", b"nonsense", b'{"title": "\xff"}', b"\xed\xa0\x80"]:
            with self.subTest(body=body):
                answer = self.client.post("/api/notes", content=body, headers=JSON)
                self.assertEqual(answer.status_code, 400)

    def test_only_json_is_taken(self) -> None:
        for content_type in ["text/plain", "application/x-www-form-urlencoded", ""]:
            with self.subTest(content_type=content_type):
                headers = {"Content-Type": content_type}
                answer = self.client.post("/api/notes", content=b'{"title": "x"}', headers=headers)
                self.assertEqual(answer.status_code, 415)

    def test_body_is_too_large(self) -> None:
        answer = self.client.post("/api/notes", content=b" " * 1_000_001, headers=JSON)
        self.assertEqual(answer.status_code, 413)

    def test_body_without_a_length_is_too_large(self) -> None:
        def chunks() -> Iterator[bytes]:
            for _ in range(11):
                yield b" " * 100_000

        answer = self.client.post("/api/notes", content=chunks(), headers=JSON)
        self.assertEqual(answer.status_code, 413)
