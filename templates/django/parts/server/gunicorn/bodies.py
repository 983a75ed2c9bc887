"""Reads a body that Django would not read.

Django takes one that comes in chunks for none. And of one that it refuses, Gunicorn reads a little
and then hangs up, although the client was told that the connection stays.
https://peps.python.org/pep-3333/#input-and-error-streams
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any], Any]

# Bytes that a client who is refused may still send.
MAX_DISCARDED = 10_000_000
PIECE = 65_536


def whole(app: Application) -> Application:
    """Middleware: tells the application how long the body is, and reads what it leaves."""

    def middleware(environ: dict[str, Any], start_response: Any) -> Any:
        body = environ["wsgi.input"]
        in_chunks = "HTTP_TRANSFER_ENCODING" in environ and not environ.get("CONTENT_LENGTH")
        if in_chunks:
            known = body.read(settings.MAX_BODY_SIZE + 1)
            environ |= {"CONTENT_LENGTH": str(len(known)), "wsgi.input": BytesIO(known)}
        answer = app(environ, start_response)
        if int(environ.get("CONTENT_LENGTH") or 0) > settings.MAX_BODY_SIZE:
            discard(body)
        return answer

    return middleware


def discard(body: Any) -> None:
    """Read what is left."""
    for _ in range(MAX_DISCARDED // PIECE):
        if not body.read(PIECE):
            break
