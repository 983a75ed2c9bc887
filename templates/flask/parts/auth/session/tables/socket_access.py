"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from flask import current_app, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import auth, origins, orm, sessions
from app.sockets import Visitor

# Somebody who signs out elsewhere is told nothing more soon afterwards.
MOST_SECONDS = 60


def admit() -> Visitor:
    """What whoever sends the request may hear: their own notes, while the session lasts."""
    # A browser sends the cookie whatever page asks for the socket.
    origins.require_known_origin()
    audience = str(auth.current_user_id())
    token = request.cookies[auth.SESSION_COOKIE]
    engine: Engine = current_app.extensions["engine"]
    # The socket may be open for long: it keeps no connection to the database.
    orm.session().rollback()

    def seconds_left() -> float:
        with Session(engine) as session:
            return min(sessions.seconds_left(session, token), MOST_SECONDS)

    return Visitor(audience, seconds_left)
