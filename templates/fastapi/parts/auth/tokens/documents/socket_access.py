"""Who may open a socket: whoever has an access token.

The page of a browser cannot add a header, so it asks for the subprotocols `notes` and
`bearer.<token>`, and gets `notes`.
"""

from time import time

from fastapi import WebSocket
from fastapi.security.utils import get_authorization_scheme_param

from app.accounts import find_user
from app.tokens import unauthorized

PREFIX = "bearer."


async def admit(socket: WebSocket) -> tuple[str, float]:
    """Return whose notes the socket tells of, and for how many seconds the token is valid."""
    claims = socket.app.state.keys.verify(sent_token(socket))
    user = await find_user(socket.app.state.database, claims["sub"]) if claims else None
    if claims is None or user is None:
        raise unauthorized(
            f"Send a valid access token, as Authorization: Bearer or as subprotocol {PREFIX}."
        )
    return user.id, claims["exp"] - time()


def sent_token(socket: WebSocket) -> str:
    """Find the token in the header, or among the subprotocols."""
    scheme, token = get_authorization_scheme_param(socket.headers.get("authorization"))
    if scheme.lower() == "bearer":
        return token
    offered = [name for name in socket.scope["subprotocols"] if name.startswith(PREFIX)]
    return offered[0].removeprefix(PREFIX) if offered else ""
