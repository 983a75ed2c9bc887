"""The WebSocket."""

from unittest.mock import patch

from fastapi import FastAPI, HTTPException
from starlette.websockets import WebSocket

from app import realtime
from app.realtime import Socket
from tests.base import ApiTest
from tests.sockets import closing_code, open_socket, refusal
from tests.support import run


async def tell_others(app: FastAPI) -> None:
    """Tell an audience that has no socket here."""
    await app.state.fanout.publish("somebody else", "nobody's business")


async def overflow(app: FastAPI) -> int:
    """Tell a reader more than may wait, and return the code of the end."""
    socket = Socket(WebSocket({"type": "websocket", "app": app}, None, None))  # type: ignore[arg-type]
    for number in range(realtime.MOST_WAITING + 2):
        socket.tell(str(number))
    assert socket.waiting.qsize() == realtime.MOST_WAITING
    return await socket.end


async def end(app: FastAPI) -> None:
    """Close the sockets, as a signal does."""
    await app.state.sockets.close()


async def count(app: FastAPI) -> int:
    """Count the audiences that have a socket open."""
    return len(app.state.sockets.by_audience)


class NewsTest(ApiTest):
    """What is told, and to whom."""

    def test_each_change_is_told(self) -> None:
        with open_socket(self.client) as socket:
            created = self.client.post("/api/notes", json={"title": "Grün"}).json()
            address = f"/api/notes/{created['id']}"
            updated = self.client.patch(address, json={"body": "Milk"}).json()
            self.client.delete(address)
            news = [socket.receive_json() for _ in range(3)]
        self.assertEqual(news[0], {"type": "note.created", "note": created})
        self.assertEqual(news[1], {"type": "note.updated", "note": updated})
        self.assertEqual(news[2], {"type": "note.deleted", "note": {"id": created["id"]}})

    def test_several_sockets_hear_the_same(self) -> None:
        with open_socket(self.client) as one, open_socket(self.client) as another:
            self.client.post("/api/notes", json={"title": "Groceries"})
            self.assertEqual(one.receive_json(), another.receive_json())

    def test_what_others_are_told_is_not_heard(self) -> None:
        with open_socket(self.client) as socket:
            run(self.client, tell_others)
            self.client.post("/api/notes", json={"title": "Mine"})
            self.assertEqual(socket.receive_json()["note"]["title"], "Mine")


class SocketTest(ApiTest):
    """How a socket begins and ends."""

    def test_the_protocol_is_chosen(self) -> None:
        with open_socket(self.client, "chat", "notes") as socket:
            self.assertEqual(socket.accepted_subprotocol, "notes")
        with open_socket(self.client, "chat") as socket:
            self.assertIsNone(socket.accepted_subprotocol)

    def test_what_a_client_says_is_ignored(self) -> None:
        with open_socket(self.client) as socket:
            socket.send_text("Hello?")
            socket.send_bytes(b"x" * 4096)
            self.client.post("/api/notes", json={"title": "Groceries"})
            self.assertEqual(socket.receive_json()["type"], "note.created")

    def test_who_says_too_much_is_let_go(self) -> None:
        for text in ("x" * 4097, "\u00e9" * 2049):
            with self.subTest(text[0]), open_socket(self.client) as socket:
                socket.send_text(text)
                self.assertEqual(closing_code(socket), 1009)

    def test_who_reads_too_slowly_is_let_go(self) -> None:
        self.assertEqual(run(self.client, overflow), 1013)

    def test_the_sign_in_ends(self) -> None:
        answers = iter([0.01, 0.01])

        async def admit(_socket: WebSocket) -> tuple[str, float]:
            for seconds in answers:
                return "somebody", seconds
            raise HTTPException(401)

        self.enterContext(patch.object(realtime, "admit", admit))
        with open_socket(self.client) as socket:
            self.assertEqual(closing_code(socket), 4401)

    def test_the_server_ends(self) -> None:
        with open_socket(self.client) as socket:
            self.assertEqual(run(self.client, count), 1)
            run(self.client, end)
            self.assertEqual(closing_code(socket), 1001)
        self.assertEqual(run(self.client, count), 0)

    def test_unknown_host(self) -> None:
        answer = refusal(self.client, Host="evil.example", origin="http://evil.example")
        self.assertEqual(answer.status_code, 400)
