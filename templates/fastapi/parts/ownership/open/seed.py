"""`poe seed`: add demo data, once."""

from sqlalchemy.ext.asyncio import AsyncSession

from app import database, orm
from app.demo_notes import DEMO_NOTES
from app.repository import NoteRepository


async def seed(session: AsyncSession) -> str:
    """Add the demo notes where there are none yet, and tell what happened."""
    notes = NoteRepository(session)
    _, total = await notes.search("", limit=1, offset=0)
    if total:
        return "There are notes already: nothing to do."
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes."


async def main() -> None:
    """Fill the database that DATABASE_URL names."""
    engine = database.create_engine(database.DatabaseSettings().database_url)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        print(await seed(session))
    await engine.dispose()


if __name__ == "__main__":
    orm.run(main())
