"""Which pages may open a socket: the browser says which one asks, and no page can forge that."""

from flask import request
from werkzeug.exceptions import Forbidden

from app.settings import get_settings


def require_known_origin() -> None:
    """Answer 403 unless the page is one of ours, or of CORS_ORIGINS."""
    # https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html#origin-header-validation
    origin = request.headers.get("Origin", "")
    ours = [f"https://{request.host}"]
    # Where we speak HTTPS, whoever is on the way could have made a page that came without.
    if not request.is_secure:
        ours.append(f"http://{request.host}")
    if origin not in [*ours, *get_settings().cors_origins]:
        raise Forbidden("Only pages of this application and of CORS_ORIGINS may open a socket.")
