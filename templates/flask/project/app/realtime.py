"""The WebSocket /ws/notes: it tells people of the changes of their notes, at once."""

import errno
import json
import os
import socket
from typing import Any, NoReturn

from flask import Flask, Response, current_app, request
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol
from werkzeug.exceptions import ServiceUnavailable

from app import socket_access
from app.errors import problem
from app.fanout import FanOut
from app.models import Note
from app.schemas import NoteOut
from app.sockets import OpenSocket, SocketHub

SUBPROTOCOL = "notes"
RETRY_AFTER_SECONDS = 30


def init_app(app: Flask) -> None:
    """Register the route."""
    fan_out = app.extensions["fan_out"] = FanOut()
    app.extensions["sockets"] = SocketHub(fan_out.listen)
    # https://werkzeug.palletsprojects.com/en/stable/routing/#websockets
    app.add_url_rule("/ws/notes", view_func=open_socket, websocket=True)


def note_changed(kind: str, note: Note) -> None:
    """Tell those who may see the note that it was changed; one that was deleted has only an id."""
    told: dict[str, Any] = {"id": str(note.id)}
    if kind != "note.deleted":
        told = NoteOut.model_validate(note).model_dump(mode="json")
    text = json.dumps({"type": kind, "note": told}, ensure_ascii=False)
    fan_out: FanOut = current_app.extensions["fan_out"]
    fan_out.publish(_hub().tell, note.audience, text)


def open_socket() -> Response:
    """Answer the handshake, if whoever sends it may listen."""
    visitor = socket_access.admit()
    if not _hub().has_room():
        raise ServiceUnavailable("Too many sockets are open.", retry_after=RETRY_AFTER_SECONDS)
    # https://websockets.readthedocs.io/en/stable/howto/sansio.html
    handshake = Request(
        request.path, Headers(request.headers), request.method, request.environ["SERVER_PROTOCOL"]
    )
    answer = ServerProtocol(select_subprotocol=_select_subprotocol).accept(handshake)
    if answer.status_code != 101:  # noqa: PLR2004 - Switching Protocols
        headers = {"Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        return problem(answer.status_code, "This is not a handshake of WebSocket 13.", headers)
    return Handover(OpenSocket(answer.serialize(), visitor))


class Handover(Response):
    """Not an answer: it takes the connection away from the server and gives it to the hub.

    So a socket that is open for hours keeps no thread of the server, which needs them for requests.
    """

    def __init__(self, opened: OpenSocket) -> None:
        super().__init__(status=101)
        self._opened = opened
        self._hub = _hub()

    def __call__(self, environ: Any, start_response: Any) -> NoReturn:
        """Hand the connection over, and let the server believe that the client has gone."""
        if "gunicorn.socket" in environ:
            self._hub.serve(_replace(environ["gunicorn.socket"]), self._opened)
        else:
            # The development server has a thread for each connection, and closes it afterwards.
            self._hub.serve(environ["werkzeug.socket"].dup(), self._opened).result()
        raise ConnectionResetError(errno.ECONNRESET, "The connection was a WebSocket.")


def _replace(connection: socket.socket) -> socket.socket:
    # Gunicorn will shut down and close what it holds: let that be a socket that leads nowhere.
    ours = connection.dup()
    nowhere, end = socket.socketpair()
    with nowhere, end:
        os.dup2(nowhere.fileno(), connection.fileno(), inheritable=False)
    return ours


def _select_subprotocol(_: ServerProtocol, offered: Any) -> Any:
    # A page offers its token in the same place; that one is not repeated.
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def _hub() -> SocketHub:
    hub: SocketHub = current_app.extensions["sockets"]
    return hub
