"""`poe seed`: add demo data, once."""

import asyncio
import sys

from fastapi import FastAPI
from pydantic import ValidationError

from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.models import EVERYONE
from app.repository import NoteRepository
from app.settings import explain


async def seed(app: FastAPI) -> str:
    """Add the demo notes where there are none yet, and tell what happened."""
    notes = NoteRepository(app, EVERYONE)
    _, total = await notes.search("", limit=1, offset=0)
    if total:
        return "There are notes already: nothing to do."
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes."


async def main() -> None:
    """Fill the database that DATABASE_URL names."""
    app = create_app()
    async with app.router.lifespan_context(app):
        print(await seed(app))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except ValidationError as error:
        sys.exit(explain(error))
