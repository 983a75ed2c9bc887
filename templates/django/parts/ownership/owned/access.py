"""Who sees which notes."""

from typing import cast

from django.db.models import Manager

from app.models import Note, User


def notes_of(user: object) -> Manager[Note]:
    """The notes of somebody; what is added here becomes theirs."""
    return cast(User, user).notes


def audience_of(user: object) -> str:
    """The audience that somebody is in: see Note.audience."""
    return str(cast(User, user).id)
