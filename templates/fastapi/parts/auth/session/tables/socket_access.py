"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from fastapi import WebSocket

from app import sessions
from app.auth import SESSION_COOKIE, unauthorized
from app.base import now
from app.origins import require_known_origin

SECONDS_UNTIL_CHECKED = 60


async def admit(socket: WebSocket) -> tuple[str, float]:
    """Return whose notes the socket tells of, and after how many seconds to ask again."""
    require_known_origin(socket)
    key = sessions.hash_token(socket.cookies.get(SESSION_COOKIE, ""))
    async with socket.app.state.sessions() as session:
        signed_in = await session.get(sessions.SignedIn, key)
    if signed_in is None or signed_in.expires_at <= now():
        raise unauthorized("Sign in first.")
    left = (signed_in.expires_at - now()).total_seconds()
    return signed_in.user_id, min(left, SECONDS_UNTIL_CHECKED)
