"""Jobs: work that a request starts and does not wait for, and the routes that tell of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Response, status
from sqlalchemy import JSON, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app import queue
from app.audience import Audience
from app.base import Base, UtcDateTime, new_id, now
from app.errors import problems
from app.notes import FoundNote
from app.orm import Session
from app.schemas import UUID_PATTERN, Answer, Moment
from app.security import json_only

REPORT = "app.tasks.make_report"


class Job(Base):
    """A job; the row is what counts, whatever becomes of its message in the queue."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_status", "status", "changed_at"),)

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True, default=new_id)
    audience: Mapped[str] = mapped_column(String(36))
    note_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    status: Mapped[str] = mapped_column(String(9), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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
async def start_report(note: FoundNote, session: Session, response: Response) -> Job:
    """Have a report made of a note; Location says where to ask for it."""
    job = Job(audience=note.audience, note_id=note.id)
    session.add(job)
    await session.commit()
    try:
        await queue.send(REPORT, job.id)
    except queue.ERRORS as error:
        await session.delete(job)
        await session.commit()
        raise HTTPException(
            status.HTTP_503_SERVICE_UNAVAILABLE,
            "The queue does not answer. Try again in a moment.",
            {"Retry-After": "5"},
        ) from error
    response.headers["Location"] = f"/api/jobs/{job.id}"
    return job


@router.get("/jobs/{job_id}", response_model=JobOut, responses=problems(404))
async def read_job(
    job_id: Annotated[str, Path(pattern=UUID_PATTERN)], session: Session, audience: Audience
) -> Job:
    """Tell how far a job is."""
    job = await session.get(Job, job_id)
    if job is None or job.audience != audience:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such job.")
    return job
