"""Bodies are read before Django reads them."""

from typing import Any

from asgiref.sync import async_to_sync
from django.test import SimpleTestCase, override_settings

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


class BodiesTest(SimpleTestCase):
    def test_a_body_in_chunks(self) -> None:
        whole = {"type": "http.request", "body": b"abc"}
        found = sent(chunk(b"ab", more=True), chunk(b"c", more=False))
        self.assertEqual(found, [b"3", whole, GONE])

    @override_settings(MAX_BODY_SIZE=2)
    def test_a_large_body_is_not_read_to_its_end(self) -> None:
        for chunks in (1, 9):
            length, begun, end = sent(*[chunk(b"abc", more=True)] * chunks)
            self.assertEqual((length, begun["body"], end), (b"3", b"abc", GONE))

    def test_a_client_who_goes(self) -> None:
        self.assertEqual(sent(), [])
