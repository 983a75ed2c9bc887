"""Demo data: `poe seed` writes a user with some notes, once."""

import secrets

from app import indexes
from app.accounts import register
from app.database import current_database
from app.main import create_app
from app.repository import NoteRepository
from app.schemas import NoteIn

DEMO_EMAIL = "demo@example.com"
NUMBER_OF_NOTES = 10


def seed() -> str:
    """Write the demo user and notes unless they are there, and say what was done."""
    password = secrets.token_urlsafe(12)
    user = register(current_database(), DEMO_EMAIL, password)
    if user is None:
        return f"{DEMO_EMAIL} is there already: nothing to do."
    notes = NoteRepository(current_database(), user.id)
    for number in range(1, NUMBER_OF_NOTES + 1):
        notes.create(NoteIn(title=f"Demo note {number}", body="Written by poe seed."))
    return f"Wrote {NUMBER_OF_NOTES} notes of {DEMO_EMAIL}, whose password is {password}"


def main() -> None:
    """Create the indexes that are missing, then seed the database."""
    app = create_app()
    with app.app_context():
        indexes.create(current_database())
        print(seed())


if __name__ == "__main__":
    main()
