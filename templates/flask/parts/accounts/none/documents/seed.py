"""Demo data: `poe seed` writes some notes, once."""

from app import indexes
from app.database import current_database
from app.main import create_app
from app.repository import NoteRepository
from app.schemas import NoteIn, NoteQuery

NUMBER_OF_NOTES = 10


def seed() -> str:
    """Write the demo notes unless there are notes, and say what was done."""
    notes = NoteRepository(current_database())
    _, total = notes.page(NoteQuery())
    if total:
        return "There are notes already: nothing to do."
    for number in range(1, NUMBER_OF_NOTES + 1):
        notes.create(NoteIn(title=f"Demo note {number}", body="Written by poe seed."))
    return f"Wrote {NUMBER_OF_NOTES} notes."


def main() -> None:
    """Create the indexes that are missing, then seed the database."""
    app = create_app()
    with app.app_context():
        indexes.create(current_database())
        print(seed())


if __name__ == "__main__":
    main()
