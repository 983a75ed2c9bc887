"""`poe seed`: add demo data, once."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import orm
from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.models import EVERYONE
from app.repository import NoteRepository


async def seed(session: AsyncSession) -> str:
    """Add the demo notes where there are none yet, and tell what happened."""
    notes = NoteRepository(session, EVERYONE)
    _, total = await notes.search("", limit=1, offset=0)
    if total:
        return "There are notes already: nothing to do."
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes."


async def main() -> None:
    """Fill the database that DATABASE_URL names."""
    app = create_app()
    async with app.router.lifespan_context(app), app.state.sessions() as session:
        print(await seed(session))


if __name__ == "__main__":
    orm.run(main())
