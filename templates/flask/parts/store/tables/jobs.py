"""Jobs: work that a request starts and does not wait for, and the routes that tell of it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import structlog
from flask import Flask
from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound, ServiceUnavailable

from app import orm, queue
from app.api import Answer, Api, Resource, read_id
from app.docs import describe
from app.notes import find_note
from app.orm import Base, UtcDateTime, utc_now
from app.repository import visible_notes
from app.schemas import Timestamp

REPORT = "app.tasks.make_report"
SECONDS_TO_RETRY = 5

log = structlog.get_logger()


class Job(Base):
    """A job; its row is what counts, whatever becomes of its message in the queue."""

    __tablename__ = "jobs"
    # The periodic task looks for unfinished and for old ones.
    __table_args__ = (Index(None, "finished_at", "changed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    audience: Mapped[str] = mapped_column(String(36))
    # The note may be deleted before the job is done.
    note_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(9), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Report(BaseModel):
    """What a report tells of a note's body."""

    words: int
    characters: int
    lines: int


class JobOut(BaseModel):
    """A job, and what came of it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: Literal["pending", "running", "succeeded", "failed"]
    note_id: UUID
    result: Report | None
    error: str | None
    created_at: Timestamp
    finished_at: Timestamp | None


def init_app(app: Flask) -> None:
    """Register the routes."""
    api = Api(app, prefix="/api")
    api.add_resource(StartReport, "/notes/<note_id>/report")
    api.add_resource(OneJob, "/jobs/<job_id>")


class StartReport(Resource):
    """The reports of one note."""

    @describe("Have a report made", answers={202: JobOut}, problems=[404, 503])
    def post(self, note_id: str) -> Answer:
        """Start a job; Location says where to ask for it."""
        note = find_note(visible_notes(), note_id)
        job = Job(audience=note.audience, note_id=note.id)
        session = orm.session()
        session.add(job)
        # The worker must find the row.
        session.commit()
        try:
            queue.send(REPORT, str(job.id))
        except queue.ERRORS as error:
            log.warning("queue_failed", error=f"{type(error).__name__}: {error}")
            session.delete(job)
            session.commit()
            detail = "The queue does not answer. Try again in a moment."
            raise ServiceUnavailable(detail, retry_after=SECONDS_TO_RETRY) from None
        session.refresh(job)
        return JobOut.model_validate(job), 202, {"Location": f"/api/jobs/{job.id}"}


class OneJob(Resource):
    """One job."""

    @describe("How far is a job?", answers={200: JobOut}, problems=[404])
    def get(self, job_id: str) -> JobOut:
        """Answer the job."""
        audience = visible_notes().audience
        known_id = read_id(job_id)
        job = orm.session().get(Job, known_id) if known_id else None
        if job is None or job.audience != audience:
            raise NotFound("There is no such job.")
        return JobOut.model_validate(job)
