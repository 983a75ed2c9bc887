"""Who may open a socket: any page of this application, and of the origins that it knows."""

from math import inf

from app import origins
from app.sockets import Visitor


def admit() -> Visitor:
    """What whoever sends the request may hear: all notes, for as long as they like."""
    origins.require_known_origin()
    return Visitor("everyone", lambda: inf)
