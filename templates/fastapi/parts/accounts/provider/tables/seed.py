"""`poe seed`: add a demo user with notes, once."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app import orm
from app.accounts import remember
from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.repository import NoteRepository

EMAIL = "demo@example.com"
# No provider has this address, so nobody can sign in as the demo user.
DEMO = {"iss": "https://demo.invalid", "sub": "demo", "email": EMAIL, "email_verified": True}


async def seed(session: AsyncSession) -> str:
    """Add the demo notes where there are none yet, and tell what happened."""
    user = await remember(session, DEMO)
    notes = NoteRepository(session, user.id)
    _, total = await notes.search("", limit=1, offset=0)
    if total:
        return f"{EMAIL} has notes already: nothing to do.\n{way_in(session, user.id)}"
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes of {EMAIL}.\n{way_in(session, user.id)}"


def way_in(session: AsyncSession, user_id: str) -> str:
    """Make an access token, as no provider knows the demo user."""
    state = session.info["app"].state
    minutes = state.token_settings.access_token_minutes
    token = state.keys.sign(user_id, timedelta(minutes=minutes))
    return f"An access token of that user, for {minutes} minutes: {token}"


async def main() -> None:
    """Fill the database that DATABASE_URL names."""
    app = create_app()
    async with app.router.lifespan_context(app), app.state.sessions() as session:
        print(await seed(session))


if __name__ == "__main__":
    orm.run(main())
