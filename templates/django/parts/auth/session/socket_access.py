"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated

from app.authentication import CHALLENGE
from app.models import User
from app.origins import require_known_origin


class SessionNeeded(NotAuthenticated):
    """No session, or none of somebody who is signed in."""

    auth_header = CHALLENGE


def admit(request: HttpRequest) -> tuple[User, float]:
    """Find the user of the session, and for how many seconds it lasts at most."""
    # A browser sends the cookie along whoever's page opens the socket.
    require_known_origin(request)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    if not isinstance(user, User):
        raise SessionNeeded
    return user, request.session.get_expiry_age()
