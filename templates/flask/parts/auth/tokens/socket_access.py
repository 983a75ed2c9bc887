"""Who may open a socket: people who have an access token.

The page of a browser cannot add a header, so it asks for the subprotocols `notes` and
`bearer.<token>`, and gets `notes`.
"""

from flask import request

from app import tokens
from app.sockets import Visitor

PREFIX = "bearer."


def admit() -> Visitor:
    """What whoever sends the request may hear: their own notes, while the token is valid."""
    token = tokens.read_access_token(_sent_token())
    if token is None:
        raise tokens.unauthorized(
            f"Send a valid access token, as Authorization: Bearer … or as subprotocol {PREFIX}…"
        )
    return Visitor(str(token.user_id), token.seconds_left)


def _sent_token() -> str:
    header = request.authorization
    if header and header.type == "bearer":
        return header.token or ""
    offered = request.headers.get("Sec-WebSocket-Protocol", "").split(",")
    names = [name.strip() for name in offered]
    return next((name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)), "")
