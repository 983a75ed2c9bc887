"""Who sees what: a note belongs to its author, and nobody else sees it."""

from typing import Annotated, Any

from fastapi import Depends

from app.auth import CurrentUser


async def current_audience(user: CurrentUser) -> str:
    """Name the person who is signed in."""
    return user.id


Audience = Annotated[str, Depends(current_audience)]


def visible(audience: str) -> dict[str, Any]:
    """Find the notes of one person: every query about notes starts here."""
    return {"owner_id": audience}
