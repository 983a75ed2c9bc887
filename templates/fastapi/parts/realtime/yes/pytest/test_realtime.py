"""The WebSocket."""

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from starlette.websockets import WebSocket

from app import realtime
from app.realtime import Socket
from tests.sockets import closing_code, open_socket, refusal
from tests.support import run


def test_each_change_is_told(client: TestClient) -> None:
    with open_socket(client) as socket:
        created = client.post("/api/notes", json={"title": "Grün"}).json()
        address = f"/api/notes/{created['id']}"
        updated = client.patch(address, json={"body": "Milk"}).json()
        client.delete(address)
        assert socket.receive_json() == {"type": "note.created", "note": created}
        assert socket.receive_json() == {"type": "note.updated", "note": updated}
        assert socket.receive_json() == {"type": "note.deleted", "note": {"id": created["id"]}}


def test_several_sockets_hear_the_same(client: TestClient) -> None:
    with open_socket(client) as one, open_socket(client) as another:
        client.post("/api/notes", json={"title": "Groceries"})
        assert one.receive_json() == another.receive_json()


async def tell_others(app: FastAPI) -> None:
    """Tell an audience that has no socket here."""
    await app.state.fanout.publish("somebody else", "nobody's business")


def test_what_others_are_told_is_not_heard(client: TestClient) -> None:
    with open_socket(client) as socket:
        run(client, tell_others)
        client.post("/api/notes", json={"title": "Mine"})
        assert socket.receive_json()["note"]["title"] == "Mine"


def test_the_protocol_is_chosen(client: TestClient) -> None:
    with open_socket(client, "chat", "notes") as socket:
        assert socket.accepted_subprotocol == "notes"
    with open_socket(client, "chat") as socket:
        assert socket.accepted_subprotocol is None


def test_what_a_client_says_is_ignored(client: TestClient) -> None:
    with open_socket(client) as socket:
        socket.send_text("Hello?")
        socket.send_bytes(b"x" * 4096)
        client.post("/api/notes", json={"title": "Groceries"})
        assert socket.receive_json()["type"] == "note.created"


@pytest.mark.parametrize("text", ["x" * 4097, "\u00e9" * 2049])
def test_who_says_too_much_is_let_go(client: TestClient, text: str) -> None:
    with open_socket(client) as socket:
        socket.send_text(text)
        assert closing_code(socket) == 1009


async def overflow(app: FastAPI) -> int:
    """Tell a reader more than may wait, and return the code of the end."""
    socket = Socket(WebSocket({"type": "websocket", "app": app}, None, None))  # type: ignore[arg-type]
    for number in range(realtime.MOST_WAITING + 2):
        socket.tell(str(number))
    assert socket.waiting.qsize() == realtime.MOST_WAITING
    return await socket.end


def test_who_reads_too_slowly_is_let_go(client: TestClient) -> None:
    assert run(client, overflow) == 1013


def test_the_sign_in_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([0.01, 0.01])

    async def admit(_socket: WebSocket) -> tuple[str, float]:
        for seconds in answers:
            return "somebody", seconds
        raise HTTPException(401)

    monkeypatch.setattr(realtime, "admit", admit)
    with open_socket(client) as socket:
        assert closing_code(socket) == 4401


async def end(app: FastAPI) -> None:
    """Close the sockets, as a signal does."""
    await app.state.sockets.close()


async def count(app: FastAPI) -> int:
    """Count the audiences that have a socket open."""
    return len(app.state.sockets.by_audience)


def test_the_server_ends(client: TestClient) -> None:
    with open_socket(client) as socket:
        assert run(client, count) == 1
        run(client, end)
        assert closing_code(socket) == 1001
    assert run(client, count) == 0


def test_unknown_host(client: TestClient) -> None:
    assert refusal(client, Host="evil.example", origin="http://evil.example").status_code == 400
