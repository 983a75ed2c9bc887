"""`poe seed`: add a demo user with notes, once."""

import asyncio
import sys
from datetime import timedelta

from fastapi import FastAPI
from pydantic import ValidationError

from app.accounts import remember
from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.repository import NoteRepository
from app.settings import explain

EMAIL = "demo@example.com"
# No provider has this address, so nobody can sign in as the demo user.
DEMO = {"iss": "https://demo.invalid", "sub": "demo", "email": EMAIL, "email_verified": True}


async def seed(app: FastAPI) -> str:
    """Add the demo notes where there are none yet, and tell what happened."""
    user = await remember(app.state.database, DEMO)
    notes = NoteRepository(app, user.id)
    _, total = await notes.search("", limit=1, offset=0)
    if total:
        return f"{EMAIL} has notes already: nothing to do.\n{way_in(app, user.id)}"
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes of {EMAIL}.\n{way_in(app, user.id)}"


def way_in(app: FastAPI, user_id: str) -> str:
    """Make an access token, as no provider knows the demo user."""
    minutes = app.state.token_settings.access_token_minutes
    token = app.state.keys.sign(user_id, timedelta(minutes=minutes))
    return f"An access token of that user, for {minutes} minutes: {token}"


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
