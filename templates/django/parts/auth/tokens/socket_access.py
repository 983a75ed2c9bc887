"""Who may open a socket: people who have an access token.

The page of a browser cannot add a header, so it sends the token as a subprotocol: it asks for
`notes` and `bearer.<token>`, and gets `notes`.
"""

from time import time

from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated

from app.authentication import CHALLENGE, bearer_of, whose
from app.models import User

PREFIX = "bearer."


class TokenNeeded(NotAuthenticated):
    """No token, or none that is valid."""

    default_detail = "A valid access token is needed."
    auth_header = CHALLENGE


def admit(request: HttpRequest) -> tuple[User, float]:
    """Find the user whom the token names, and how many seconds it is valid."""
    offered = request.headers.get("Sec-WebSocket-Protocol", "").split(",")
    found = [word.strip().removeprefix(PREFIX) for word in offered if PREFIX in word]
    owner = whose(bearer_of(request) or "".join(found))
    if owner is None:
        raise TokenNeeded
    user, claims = owner
    return user, claims["exp"] - time()
