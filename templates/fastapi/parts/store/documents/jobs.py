"""Jobs: work that a request starts and does not wait for, and the routes that tell of it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Response, status
from pydantic import Field

from app import queue
from app.audience import Audience
from app.base import Document, now
from app.database import OurDatabase
from app.errors import problems
from app.notes import FoundNote
from app.schemas import UUID_PATTERN, Answer, Moment
from app.security import json_only

REPORT = "app.tasks.make_report"


class Job(Document):
    """A job; the document is what counts, whatever becomes of its message in the queue.

    An index has MongoDB forget it some days after it was finished.
    """

    audience: str
    note_id: str
    status: Literal["pending", "running", "succeeded", "failed"] = "pending"
    attempts: int = 0
    result: dict[str, int] | None = None
    error: str | None = None
    created_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None


class Report(Answer):
    """What a report tells about a note's body."""

    words: int
    characters: int
    lines: int


class JobOut(Answer):
    """A job, and what came of it."""

    id: str
    status: Literal["pending", "running", "succeeded", "failed"]
    note_id: str
    result: Report | None
    error: str | None
    created_at: Moment
    finished_at: Moment | None


router = APIRouter(prefix="/api", tags=["jobs"], dependencies=[Depends(json_only)])


def init_app(app: FastAPI) -> None:
    """Add the routes."""
    app.include_router(router)


@router.post(
    "/notes/{note_id}/report",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=JobOut,
    responses=problems(404, 503),
)
async def start_report(note: FoundNote, database: OurDatabase, response: Response) -> Job:
    """Have a report made of a note; Location says where to ask for it."""
    job = Job(audience=note.audience, note_id=note.id)
    await database["jobs"].insert_one(job.dump())
    try:
        await queue.send(REPORT, job.id)
    except queue.ERRORS as error:
        await database["jobs"].delete_one({"_id": job.id})
        raise HTTPException(
            status.HTTP_503_SERVICE_UNAVAILABLE,
            "The queue does not answer. Try again in a moment.",
            {"Retry-After": "5"},
        ) from error
    response.headers["Location"] = f"/api/jobs/{job.id}"
    return job


@router.get("/jobs/{job_id}", response_model=JobOut, responses=problems(404))
async def read_job(
    job_id: Annotated[str, Path(pattern=UUID_PATTERN)], database: OurDatabase, audience: Audience
) -> Job:
    """Tell how far a job is."""
    stored = await database["jobs"].find_one({"_id": job_id, "audience": audience})
    if stored is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such job.")
    return Job.load(stored)
