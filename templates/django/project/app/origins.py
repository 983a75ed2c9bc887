"""Which pages may speak for the person at the browser.

https://cheatsheetseries.owasp.org/cheatsheets/WebSocket_Security_Cheat_Sheet.html
"""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import PermissionDenied


def require_known_origin(request: HttpRequest) -> None:
    """Refuse what comes from a page of another host, but for those in CORS_ORIGINS."""
    host = request.get_host()
    known = [f"http://{host}", f"https://{host}", *settings.CORS_ALLOWED_ORIGINS]
    if request.headers.get("Origin") not in known:
        raise PermissionDenied("The Origin is neither this host nor one of CORS_ORIGINS.")
