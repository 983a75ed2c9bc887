"""Bodies are read before Django reads them."""

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import LazySettings

from app import bodies

GONE = {"type": "http.disconnect"}


def sent(*messages: dict[str, Any]) -> list[Any]:
    """What an application finds in a request that comes in these messages."""
    found: list[Any] = []
    coming = iter([*messages, GONE])

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        found.extend([dict(scope["headers"])[b"content-length"], await receive(), await receive()])

    scope = {"headers": [(b"content-length", b"7")]}
    async_to_sync(bodies.whole(application))(scope, receive, None)
    return found


def chunk(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_chunks() -> None:
    whole = {"type": "http.request", "body": b"abc"}
    assert sent(chunk(b"ab", more=True), chunk(b"c", more=False)) == [b"3", whole, GONE]


@pytest.mark.parametrize("chunks", [1, 9])
def test_a_large_body_is_not_read_to_its_end(settings: LazySettings, chunks: int) -> None:
    settings.MAX_BODY_SIZE = 2
    length, begun, end = sent(*[chunk(b"abc", more=True)] * chunks)
    assert (length, begun["body"], end) == (b"3", b"abc", GONE)


def test_a_client_who_goes() -> None:
    assert sent() == []
