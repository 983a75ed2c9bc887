"""Demo data: `poe seed` writes a user with some notes, once."""

from app import indexes
from app.accounts import User, find, find_or_create
from app.database import current_database
from app.main import create_app
from app.provider import Identity
from app.repository import NoteRepository
from app.schemas import NoteIn
from app.tokens import make_access_token

# Whom no provider knows: only a token of our own lets somebody in.
DEMO = Identity("https://demo.invalid", "demo", "demo@example.com")
NUMBER_OF_NOTES = 10


def seed() -> str:
    """Write the demo user and notes unless they are there, and say what was done."""
    user = find(current_database(), DEMO)
    if user:
        return f"{DEMO.email} is there already: nothing to do. {_way_in(user)}"
    user = find_or_create(current_database(), DEMO)
    notes = NoteRepository(current_database(), user.id)
    for number in range(1, NUMBER_OF_NOTES + 1):
        notes.create(NoteIn(title=f"Demo note {number}", body="Written by poe seed."))
    return f"Wrote {NUMBER_OF_NOTES} notes of {DEMO.email}. {_way_in(user)}"


def _way_in(user: User) -> str:
    token, seconds = make_access_token(user.id)
    return f"For {seconds // 60} minutes this access token opens them: {token}"


def main() -> None:
    """Create the indexes that are missing, then seed the database."""
    app = create_app()
    with app.app_context():
        indexes.create(current_database())
        print(seed())


if __name__ == "__main__":
    main()
