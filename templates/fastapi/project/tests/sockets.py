"""Sockets as a page of this application opens them."""

from contextlib import AbstractContextManager

from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

ADDRESS = "ws://localhost/ws/notes"
HERE = "http://localhost"


def open_socket(
    client: TestClient, *protocols: str, origin: str = HERE, **headers: str
) -> AbstractContextManager[WebSocketTestSession]:
    """Open a socket, with what the client sends to everybody."""
    sent = {"Origin": origin, **headers}
    return client.websocket_connect(ADDRESS, list(protocols) or None, headers=sent)


def refusal(client: TestClient, *protocols: str, **headers: str) -> WebSocketDenialResponse:
    """Ask for a socket, and return the answer that it was refused with."""
    try:
        with open_socket(client, *protocols, **headers):
            raise AssertionError("The socket was opened.")
    except WebSocketDenialResponse as answer:
        return answer


def closing_code(socket: WebSocketTestSession) -> int:
    """Wait for the end, and return the code that it came with."""
    try:
        while True:
            socket.receive_text()
    except WebSocketDisconnect as end:
        return end.code
