"""Reads a body that Django would not read.

Django takes one that comes in chunks for none. And of one that it refuses, uWSGI reads nothing and
hangs up, which may cost the client the answer.
https://uwsgi-docs.readthedocs.io/en/latest/Chunked.html
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any], Any]

# Bytes that a client who is refused may still send.
MAX_DISCARDED = 10_000_000
PIECE = 65_536
STDOUT = 1


def whole(app: Application) -> Application:
    """Middleware: tells the application how long the body is, and reads what it leaves."""
    # uWSGI's pipe for the log refuses a line while it is full, and the request would fail.
    if sys.platform != "win32":
        os.set_blocking(STDOUT, True)

    def middleware(environ: dict[str, Any], start_response: Any) -> Any:
        read = environ["wsgi.input"].read
        if "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH"):
            read = next_chunk
            known = begin(read)
            environ |= {"CONTENT_LENGTH": str(len(known)), "wsgi.input": BytesIO(known)}
        answer = app(environ, start_response)
        if int(environ.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY_SIZE:
            discard(read)
        return answer

    return middleware


def next_chunk(_size: int) -> bytes:
    """Read a chunk; the module is there inside uWSGI only."""
    chunk: bytes = import_module("uwsgi").chunked_read()
    return chunk


def begin(read: Callable[[int], bytes]) -> bytes:
    """Read the body, or enough of it to know that it is too large."""
    body = b""
    while len(body) <= settings.MAX_BODY_SIZE and (chunk := read(PIECE)):
        body += chunk
    return body


def discard(read: Callable[[int], bytes]) -> None:
    """Read what is left."""
    left = MAX_DISCARDED
    while left > 0 and (piece := read(PIECE)):
        left -= len(piece)
