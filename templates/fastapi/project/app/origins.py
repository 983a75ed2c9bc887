"""Which pages may open a socket: a browser asks nobody before it sends our cookies along.

https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html
"""

from fastapi import HTTPException, WebSocket, status


def require_known_origin(socket: WebSocket) -> None:
    """Answer 403 unless the page is of this host, or of an origin in CORS_ORIGINS."""
    host = socket.headers.get("host", "")
    ours = [f"https://{host}"]
    # Where we speak HTTPS, whoever is on the way could have made a page that came without.
    if socket.url.scheme != "wss":
        ours.append(f"http://{host}")
    if socket.headers.get("origin") in [*ours, *socket.app.state.settings.cors_origins]:
        return
    raise HTTPException(
        status.HTTP_403_FORBIDDEN, "The Origin is neither this host nor in CORS_ORIGINS."
    )
