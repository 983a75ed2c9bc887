"""GET /api/notes/stats: an answer that takes longer with each note, so it is kept for a while.

It is kept under a name that holds a version. A change to a note takes the version away, so that
what a slow reader still stores under the old one is never found.
"""

import asyncio

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from app.audience import Audience, visible
from app.base import new_id
from app.cache import ERRORS, Cache
from app.models import Note
from app.orm import Session
from app.schemas import Answer, Moment

log = structlog.get_logger(__name__)

DAY = 24 * 60 * 60
# How long one request may compute the answer before the others stop waiting for it.
SECONDS_TO_COMPUTE = 5
SECONDS_BETWEEN_LOOKS = 0.1

router = APIRouter(prefix="/api/notes", tags=["notes"])


class Stats(Answer):
    """How many notes there are, how long they are, and when one last changed."""

    total: int
    characters: int
    last_updated_at: Moment | None


def init_app(app: FastAPI) -> None:
    """Add the route."""
    app.include_router(router)


async def note_changed(app: FastAPI, _kind: str, note: Note) -> None:
    """Take the version away; while the cache is away, an answer may be CACHE_SECONDS old."""
    try:
        await app.state.cache.delete(version_key(note.audience))
    except ERRORS as error:
        log.warning("cache failed", error=repr(error))


@router.get("/stats")
async def read_stats(
    request: Request, audience: Audience, session: Session, response: Response
) -> Stats:
    """Sum up the notes; X-Cache tells whether the answer was kept or computed."""
    await session.commit()  # others can use the connection while we wait for the cache
    key, kept = await look_up(request.app.state.cache, audience)
    response.headers["X-Cache"] = "HIT" if kept else "MISS"
    if kept:
        return Stats.model_validate_json(kept)
    stats = await compute(session, audience)
    if key:
        await keep(request.app, key, stats)
    return stats


async def compute(session: AsyncSession, audience: str) -> Stats:
    """Let the database count."""
    sums = visible(audience).with_only_columns(
        func.count(Note.id), func.sum(func.char_length(Note.body)), func.max(Note.updated_at)
    )
    total, characters, last_updated_at = (await session.execute(sums)).one()
    await session.commit()
    return Stats(total=total, characters=characters or 0, last_updated_at=last_updated_at)


def version_key(audience: str) -> str:
    """Name where the version for somebody's notes is kept."""
    return f"notes:{audience}:version"


async def look_up(cache: Cache, audience: str) -> tuple[str | None, str | None]:
    """Return the name under which the answer belongs, and the answer where there is one."""
    try:
        version = await read_version(cache, version_key(audience))
        key = f"notes:{audience}:stats:{version}"
        return key, await find_or_reserve(cache, key)
    except ERRORS as error:
        log.warning("cache failed", error=repr(error))
        return None, None


async def read_version(cache: Cache, key: str) -> str:
    """Return the version of somebody's notes; a new one has never been used before."""
    version = await cache.get(key)
    if version is None:
        offered = new_id()
        version = offered if await cache.add(key, offered, DAY) else await cache.get(key)
    return version or new_id()


async def find_or_reserve(cache: Cache, key: str) -> str | None:
    """Return the answer, or None to the one request that is to compute it for all."""
    for _ in range(int(SECONDS_TO_COMPUTE / SECONDS_BETWEEN_LOOKS)):
        if kept := await cache.get(key):
            return kept
        if await cache.add(f"{key}:lock", "1", SECONDS_TO_COMPUTE):
            return await cache.get(key)  # another request may have finished just before
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    return None


async def keep(app: FastAPI, key: str, stats: Stats) -> None:
    """Keep an answer, and let go of the right to compute it."""
    try:
        await app.state.cache.set(key, stats.model_dump_json(), app.state.cache_seconds)
        await app.state.cache.delete(f"{key}:lock")
    except ERRORS as error:
        log.warning("cache failed", error=repr(error))
