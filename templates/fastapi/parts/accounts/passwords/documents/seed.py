"""`poe seed`: add a demo user with notes, once."""

import asyncio
import secrets
import sys

from fastapi import FastAPI
from pydantic import ValidationError

from app.accounts import create_user, find_by
from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.repository import NoteRepository
from app.settings import explain

EMAIL = "demo@example.com"


async def seed(app: FastAPI) -> str:
    """Add the demo user where there is none yet, and tell what happened."""
    database = app.state.database
    if await find_by(database, {"email": EMAIL}):
        return f"{EMAIL} is there already: nothing to do."
    password = secrets.token_urlsafe(12)
    user = await create_user(database, EMAIL, password)
    notes = NoteRepository(app, user.id)
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes. Sign in as {EMAIL} with the password {password}"


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
