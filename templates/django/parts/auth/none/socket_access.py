"""Who may open a socket: pages of this application, and of those that it knows."""

from django.http import HttpRequest

from app.origins import require_known_origin


def admit(request: HttpRequest) -> tuple[None, None]:
    """Let in whoever comes from a page that may ask; nobody signs in here."""
    require_known_origin(request)
    return None, None
