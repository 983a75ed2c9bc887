"""Errors: always a problem document."""

from unittest.mock import patch

from app.security import MAX_BODY_BYTES
from tests.base import ApiTestCase
from tests.support import assert_problem

JSON = "application/json"


class ErrorsTest(ApiTestCase):
    """How requests go wrong."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def test_an_unknown_route(self) -> None:
        for path in ("/nope", "/api/nope", "/static/nope.css"):
            with self.subTest(path):
                assert_problem(self.visitor.get(path), 404)

    def test_a_wrong_method(self) -> None:
        response = self.client.delete("/api/notes")
        assert_problem(response, 405)
        self.assertLessEqual({"GET", "POST"}, set(response.headers["Allow"].split(", ")))

    def test_a_body_that_is_not_json(self) -> None:
        for data in (b"{", b"", b"\xff", b"[" * 100_000):
            with self.subTest(data[:10]):
                response = self.client.post("/api/notes", data=data, content_type=JSON)
                assert_problem(response, 400)

    def test_json_that_is_no_object(self) -> None:
        problem = assert_problem(self.client.post("/api/notes", json=["title"]), 422)
        self.assertEqual(list(problem["errors"]), ["body"])

    def test_a_body_of_another_type(self) -> None:
        assert_problem(self.client.post("/api/notes", data={"title": "Milk"}), 415)

    def test_a_body_that_is_too_large(self) -> None:
        for excess in (1, MAX_BODY_BYTES):
            with self.subTest(excess):
                data = b"{}".ljust(MAX_BODY_BYTES + excess)
                response = self.client.post("/api/notes", data=data, content_type=JSON)
                assert_problem(response, 413)

    def test_an_unexpected_exception_tells_nothing(self) -> None:
        bug = patch("app.notes.visible_notes", side_effect=RuntimeError("secret"))
        with bug, self.assertLogs("app.main", "ERROR") as logs:
            response = self.client.get("/api/notes")
        self.assertIn("RuntimeError: secret", logs.output[0])
        assert_problem(response, 500)
        self.assertNotIn("secret", response.text)
        self.assertTrue(response.headers["X-Request-ID"])
