"""Bodies that come in chunks, which uWSGI hands over one by one."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from app import bodies


def sent(chunks: list[bytes], **environ: Any) -> bytes:
    """What the application reads of a request."""

    def app(environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        return [environ["wsgi.input"].read() if environ.get("wsgi.input_terminated") else b""]

    left = [*chunks, b""]
    server: Any = SimpleNamespace(chunked_read=lambda: left.pop(0))
    with patch.dict("sys.modules", uwsgi=server):
        return b"".join(bodies.read_chunks(app)(environ, None))


def test_a_body_in_chunks() -> None:
    long = b"d" * 100_000
    assert sent([b"abc", long], HTTP_TRANSFER_ENCODING="chunked") == b"abc" + long


def test_a_body_of_known_length_is_left_alone() -> None:
    assert sent([b"abc"], CONTENT_LENGTH="3") == b""


def test_the_application_reads_chunks() -> None:
    assert bodies.create().wsgi_app.__qualname__.startswith("read_chunks")
