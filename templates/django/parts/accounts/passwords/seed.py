"""Demo data, for something to look at: a user with some notes."""

import secrets

from app.demo_notes import DEMO_NOTES
from app.models import User
from app.repository import NoteRepository

DEMO_EMAIL = "demo@example.com"


def seed() -> str:
    """Add the demo user and the notes that are missing, and say what was done."""
    user = User.objects.filter(email=DEMO_EMAIL).first()
    told = f"The user {DEMO_EMAIL} exists already."
    if user is None:
        password = secrets.token_urlsafe(16)
        user = User.objects.create_user(DEMO_EMAIL, password)
        told = f"Sign in as {DEMO_EMAIL} with the password {password} - it is not shown again."
    added = NoteRepository(user).add_missing(DEMO_NOTES)
    return f"{told}\n{added} notes added."
