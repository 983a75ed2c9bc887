"""Who may open a socket: any page of this application, and of those that it knows."""

from fastapi import WebSocket

from app.models import EVERYONE
from app.origins import require_known_origin

SECONDS_UNTIL_CHECKED = 24 * 60 * 60


async def admit(socket: WebSocket) -> tuple[str, float]:
    """Return whose notes the socket tells of, and after how many seconds to ask again."""
    require_known_origin(socket)
    return EVERYONE, SECONDS_UNTIL_CHECKED
