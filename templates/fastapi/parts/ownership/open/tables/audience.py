"""Who sees what: everyone sees every note."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy import Select, select

from app.models import EVERYONE, Note


async def current_audience() -> str:
    """Name those who may see a note."""
    return EVERYONE


Audience = Annotated[str, Depends(current_audience)]


def visible(_audience: str) -> Select[Note]:
    """Find the notes: every query about them starts here."""
    return select(Note)
