"""Demo data: `poe seed` writes a user with some notes, once."""

import secrets

from app import embedded, orm
from app.accounts import register
from app.database import DatabaseSettings
from app.main import create_app
from app.repository import NoteRepository
from app.schemas import NoteIn

DEMO_EMAIL = "demo@example.com"
NUMBER_OF_NOTES = 10


def seed() -> str:
    """Write the demo user and notes unless they are there, and say what was done."""
    password = secrets.token_urlsafe(12)
    user = register(orm.session(), DEMO_EMAIL, password)
    if user is None:
        return f"{DEMO_EMAIL} is there already: nothing to do."
    notes = NoteRepository(orm.session(), user.id)
    for number in range(1, NUMBER_OF_NOTES + 1):
        notes.create(NoteIn(title=f"Demo note {number}", body="Written by poe seed."))
    return f"Wrote {NUMBER_OF_NOTES} notes of {DEMO_EMAIL}, whose password is {password}"


def main() -> None:
    """Prepare the database if it is the embedded one, then seed it."""
    app = create_app()
    embedded.migrate_if_embedded(DatabaseSettings.load().database_url)
    with app.app_context():
        print(seed())


if __name__ == "__main__":
    main()
