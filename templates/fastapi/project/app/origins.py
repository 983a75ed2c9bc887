"""Which pages may open a socket: a browser asks nobody before it sends our cookies along.

https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html
"""

from urllib.parse import urlsplit

from fastapi import HTTPException, WebSocket, status


def require_known_origin(socket: WebSocket) -> None:
    """Answer 403 unless the page is of this host, or of an origin in CORS_ORIGINS."""
    origin = socket.headers.get("origin", "")
    host = socket.headers.get("host", "")
    listed = socket.app.state.settings.cors_origins
    if origin in listed or (host and urlsplit(origin).netloc == host):
        return
    raise HTTPException(
        status.HTTP_403_FORBIDDEN, "The Origin is neither this host nor in CORS_ORIGINS."
    )
