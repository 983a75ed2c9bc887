"""The WebSocket: what it tells, to whom, and how it ends."""

from typing import Any
from unittest.mock import patch

from asgiref.sync import async_to_sync, sync_to_async

from app import realtime
from tests.base import ApiTestCase
from tests.clients import somebody
from tests.sockets import Conversation, Socket, headers_of, opened


class RealtimeTest(ApiTestCase):
    @sync_to_async
    def change(self, method: str, path: str, title: str = "Milk") -> Any:
        """Send a change, and do what follows the commit: a test itself commits nothing."""
        with self.captureOnCommitCallbacks(execute=True):
            return getattr(self.api, method)(path, {"title": title})

    async def test_changes_are_told(self) -> None:
        async with opened(self.api) as socket:
            answer = await self.change("post", "/api/notes")
            note, path = answer.json(), answer["Location"]
            self.assertEqual(await socket.heard(), {"type": "note.created", "note": note})
            note = (await self.change("patch", path, "Brot")).json()
            self.assertEqual(await socket.heard(), {"type": "note.updated", "note": note})
            await self.change("delete", path)
            gone = {"type": "note.deleted", "note": {"id": note["id"]}}
            self.assertEqual(await socket.heard(), gone)

    async def test_the_socket_tells_what_the_api_shows(self) -> None:
        other = await sync_to_async(somebody)()
        async with opened(other) as socket:
            path = (await self.change("post", "/api/notes"))["Location"]
            shown = (await sync_to_async(other.get)(path)).status_code == 200
            self.assertIs(await socket.silence(), not shown)

    def test_another_address(self) -> None:
        socket = Socket(headers_of(self.api), "/ws/nope")
        self.assertEqual(async_to_sync(socket.status)(), 404)

    def test_a_foreign_host(self) -> None:
        socket = Socket({**headers_of(self.api), "Host": "evil.example"})
        self.assertEqual(async_to_sync(socket.status)(), 400)

    def test_a_page_of_another_host(self) -> None:
        socket = Socket({**headers_of(self.visitor), "Origin": "https://evil.example"})
        self.assertIn(async_to_sync(socket.status)(), {401, 403})

    def test_a_server_that_only_hangs_up(self) -> None:
        socket = Socket({**headers_of(self.visitor), "Origin": "https://evil.example"})
        del socket.scope["extensions"]
        self.assertEqual(async_to_sync(socket.open)(), {"type": "websocket.close"})

    async def test_what_a_client_sends(self) -> None:
        async with opened(self.api) as socket:
            await socket.say("websocket.receive", text="x" * realtime.MAX_RECEIVED)
            self.assertTrue(await socket.silence())
            await socket.say("websocket.receive", bytes=b"x" * (realtime.MAX_RECEIVED + 1))
            self.assertEqual(await socket.end(), realtime.TOO_LARGE)

    @patch.object(realtime, "MAX_WAITING", 2)
    async def test_a_slow_reader(self) -> None:
        async with opened(self.api) as socket:
            # All at once, before the socket can send any of them.
            for audience in list(realtime._open) * 3:
                realtime.deliver(audience, "{}")
            self.assertEqual(await socket.end(), realtime.TOO_SLOW)

    async def test_the_server_ends(self) -> None:
        ended: list[bool] = []
        async with opened(self.api) as socket:
            await realtime.close_all(lambda: ended.append(True))
            self.assertEqual(await socket.end(), realtime.GOING_AWAY)
        self.assertEqual(ended, [True])

    async def test_lifespan(self) -> None:
        server = Conversation({"type": "lifespan"})
        for moment in ("startup", "shutdown"):
            await server.say(f"lifespan.{moment}")
            self.assertEqual(await server.answer(), {"type": f"lifespan.{moment}.complete"})
