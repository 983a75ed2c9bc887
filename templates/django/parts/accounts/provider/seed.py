"""Demo data, for something to look at: a user with some notes."""

from app.demo_notes import DEMO_NOTES
from app.models import User
from app.repository import NoteRepository
from app.tokens import sign

EMAIL = "demo@example.com"


def seed() -> str:
    """Add the demo user and the notes that are missing, and say what was done."""
    # No provider is called that, so nobody signs in as this user.
    user = User.objects.get_or_create_known("demo", "demo")
    User.objects.filter(pk=user.pk).update(email=EMAIL)
    added = NoteRepository(user).add_missing(DEMO_NOTES)
    token = sign(user.pk)
    return f"{added} notes added for {EMAIL}. For a while this access token opens them: {token}"
