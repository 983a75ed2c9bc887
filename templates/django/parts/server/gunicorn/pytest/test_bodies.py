"""Bodies that Django would not read."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings

from app import bodies


@pytest.fixture(autouse=True)
def small(settings: LazySettings) -> None:
    settings.MAX_BODY_SIZE = 3


def sent(body: BytesIO, **headers: str) -> bytes:
    """What the application finds in a request with this body."""
    environ: dict[str, Any] = {"wsgi.input": body, **headers}

    def application(environ: dict[str, Any], _start_response: object) -> bytes:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), 4)
        found: bytes = environ["wsgi.input"].read(length)
        return found

    answer: bytes = bodies.whole(application)(environ, None)
    return answer


def test_a_body_with_a_length() -> None:
    assert sent(BytesIO(b"abc"), CONTENT_LENGTH="3") == b"abc"


def test_a_body_in_chunks() -> None:
    assert sent(BytesIO(b"abc"), HTTP_TRANSFER_ENCODING="chunked") == b"abc"


@pytest.mark.parametrize("header", [{"CONTENT_LENGTH": "9"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_large_body_is_read_to_its_end(header: dict[str, str]) -> None:
    body = BytesIO(b"123456789")
    assert sent(body, **header) == b"1234"
    assert body.read() == b""


def test_an_endless_body_is_not() -> None:
    body = BytesIO(bytes(bodies.MAX_DISCARDED + 100))
    sent(body, HTTP_TRANSFER_ENCODING="chunked")
    assert body.read() != b""
