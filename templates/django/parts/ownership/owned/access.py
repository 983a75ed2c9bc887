"""Who sees which notes."""

from typing import cast

from django.db.models import Manager
from rest_framework.request import Request

from app.models import Note, User


def notes_of(request: Request) -> Manager[Note]:
    """The notes of the person who is signed in; what is added here becomes theirs."""
    # Nobody else gets past DEFAULT_PERMISSION_CLASSES.
    return cast(User, request.user).notes
