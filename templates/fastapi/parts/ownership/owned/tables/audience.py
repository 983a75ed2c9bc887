"""Who sees what: a note belongs to its author, and nobody else sees it."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy import Select, select

from app.auth import CurrentUser
from app.models import Note


async def current_audience(user: CurrentUser) -> str:
    """Name the person who is signed in."""
    return user.id


Audience = Annotated[str, Depends(current_audience)]


def visible(audience: str) -> Select[Note]:
    """Find the notes of one person: every query about notes starts here."""
    return select(Note).where(Note.owner_id == audience)
