"""Bodies that Django would not read."""

from io import BytesIO
from typing import Any

from django.test import SimpleTestCase, override_settings

from app import bodies


def sent(body: BytesIO, **headers: str) -> bytes:
    """What the application finds in a request with this body."""
    environ: dict[str, Any] = {"wsgi.input": body, **headers}

    def application(environ: dict[str, Any], _start_response: object) -> bytes:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), 4)
        found: bytes = environ["wsgi.input"].read(length)
        return found

    answer: bytes = bodies.whole(application)(environ, None)
    return answer


@override_settings(MAX_BODY_SIZE=3)
class BodiesTest(SimpleTestCase):
    """What reaches the application, and what is left."""

    def test_a_body_with_a_length(self) -> None:
        self.assertEqual(sent(BytesIO(b"abc"), CONTENT_LENGTH="3"), b"abc")

    def test_a_body_in_chunks(self) -> None:
        self.assertEqual(sent(BytesIO(b"abc"), HTTP_TRANSFER_ENCODING="chunked"), b"abc")

    def test_a_large_body_is_read_to_its_end(self) -> None:
        for header in ({"CONTENT_LENGTH": "9"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
            with self.subTest(header):
                body = BytesIO(b"123456789")
                self.assertEqual(sent(body, **header), b"1234")
                self.assertEqual(body.read(), b"")

    def test_an_endless_body_is_not(self) -> None:
        body = BytesIO(bytes(bodies.MAX_DISCARDED + 100))
        sent(body, HTTP_TRANSFER_ENCODING="chunked")
        self.assertNotEqual(body.read(), b"")
