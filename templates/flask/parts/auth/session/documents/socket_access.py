"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from flask import request

from app import auth, origins, sessions
from app.database import current_database
from app.sockets import Visitor

# Somebody who signs out elsewhere is told nothing more soon afterwards.
MOST_SECONDS = 60


def admit() -> Visitor:
    """What whoever sends the request may hear: their own notes, while the session lasts."""
    # A browser sends the cookie whatever page asks for the socket.
    origins.require_known_origin()
    audience = str(auth.current_user_id())
    token = request.cookies[auth.SESSION_COOKIE]
    db = current_database()

    def seconds_left() -> float:
        return min(sessions.seconds_left(db, token), MOST_SECONDS)

    return Visitor(audience, seconds_left)
