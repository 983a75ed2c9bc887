"""`poe seed`: add a demo user with notes, once."""

import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import orm
from app.accounts import User, create_user
from app.demo_notes import DEMO_NOTES
from app.main import create_app
from app.repository import NoteRepository

EMAIL = "demo@example.com"


async def seed(session: AsyncSession) -> str:
    """Add the demo user where there is none yet, and tell what happened."""
    if await session.scalar(select(User).where(User.email == EMAIL)):
        return f"{EMAIL} is there already: nothing to do."
    password = secrets.token_urlsafe(12)
    user = await create_user(session, EMAIL, password)
    notes = NoteRepository(session, user.id)
    for title, body in DEMO_NOTES:
        await notes.add(title, body)
    return f"Added {len(DEMO_NOTES)} notes. Sign in as {EMAIL} with the password {password}"


async def main() -> None:
    """Fill the database that DATABASE_URL names."""
    app = create_app()
    async with app.router.lifespan_context(app), app.state.sessions() as session:
        print(await seed(session))


if __name__ == "__main__":
    orm.run(main())
