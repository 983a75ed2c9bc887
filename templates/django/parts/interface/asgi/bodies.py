"""Reads the body of a request before Django does, but for one that is too large.

Django would store any number of bytes, and take a body that comes in chunks for none.
https://asgi.readthedocs.io/en/latest/specs/www.html#http
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

Application = Callable[[Any, Any, Any], Awaitable[None]]


def whole(app: Application) -> Application:
    """Middleware: tells the application how long the body is, whether or not the client did."""

    async def middleware(scope: Any, receive: Any, send: Any) -> None:
        body = await _read(receive)
        if body is None:
            return
        headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        unread = [{"type": "http.request", "body": body}]

        async def receive_whole() -> Any:
            return unread.pop() if unread else await _end(receive)

        await app({**scope, "headers": [*headers, length]}, receive_whole, send)

    return middleware


async def _read(receive: Any) -> bytes | None:
    """The body, or its beginning when it is too large; None when the client has gone."""
    body, more = bytearray(), True
    while more and len(body) <= settings.MAX_BODY_SIZE:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


async def _end(receive: Any) -> Any:
    """Wait until the client goes, past what it still sends."""
    message = await receive()
    while message["type"] != "http.disconnect":
        message = await receive()
    return message
