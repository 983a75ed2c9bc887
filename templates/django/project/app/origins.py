"""Which pages may speak for the person at the browser.

https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html
"""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import PermissionDenied


def require_known_origin(request: HttpRequest) -> None:
    """Refuse what comes from a page of another host, but for those in CORS_ORIGINS."""
    host = request.get_host()
    ours = [f"https://{host}"]
    # Where we speak HTTPS, whoever is on the way could have made a page that came without.
    if request.scheme not in ("https", "wss"):
        ours.append(f"http://{host}")
    if request.headers.get("Origin") not in [*ours, *settings.CORS_ALLOWED_ORIGINS]:
        raise PermissionDenied("The Origin is neither this host nor one of CORS_ORIGINS.")
