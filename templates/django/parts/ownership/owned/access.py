"""Who sees which notes."""

from django.db.models import Manager

from app.models import Note, User


def notes_of(user: User) -> Manager[Note]:
    """The notes of somebody; what is added here becomes theirs."""
    return user.notes


def audience_of(user: User) -> str:
    """The audience that somebody is in: see Note.audience."""
    return str(user.id)
