"""Demo data: `poe seed` writes some notes, once."""

from app import embedded, orm
from app.database import DatabaseSettings
from app.main import create_app
from app.repository import NoteRepository
from app.schemas import NoteIn, NoteQuery

NUMBER_OF_NOTES = 10


def seed() -> str:
    """Write the demo notes unless there are notes, and say what was done."""
    notes = NoteRepository(orm.session())
    _, total = notes.page(NoteQuery())
    if total:
        return "There are notes already: nothing to do."
    for number in range(1, NUMBER_OF_NOTES + 1):
        notes.create(NoteIn(title=f"Demo note {number}", body="Written by poe seed."))
    return f"Wrote {NUMBER_OF_NOTES} notes."


def main() -> None:
    """Prepare the database if it is the embedded one, then seed it."""
    app = create_app()
    embedded.migrate_if_embedded(DatabaseSettings.load().database_url)
    with app.app_context():
        print(seed())


if __name__ == "__main__":
    main()
