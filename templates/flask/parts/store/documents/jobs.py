"""Jobs: work that a request starts and does not wait for, and the routes that tell of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

import structlog
from flask import Flask
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import NotFound, ServiceUnavailable

from app import queue
from app.api import Answer, Api, Resource, read_id
from app.database import Document, current_database, utc_now
from app.docs import describe
from app.notes import find_note
from app.repository import visible_notes
from app.schemas import Timestamp

REPORT = "app.tasks.make_report"
SECONDS_TO_RETRY = 5

log = structlog.get_logger()


class Job(Document):
    """A job; its document is what counts, whatever becomes of its message in the queue."""

    id: UUID = Field(alias="_id", default_factory=uuid4)
    audience: str
    # The note may be deleted before the job is done.
    note_id: UUID
    status: Literal["pending", "running", "succeeded", "failed"] = "pending"
    attempts: int = 0
    result: dict[str, int] | None = None
    error: str | None = None
    created_at: datetime = Field(default_factory=utc_now)
    changed_at: datetime = Field(default_factory=utc_now)
    # MongoDB removes it a week later: app/indexes.py.
    finished_at: datetime | None = None


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
        jobs = current_database().jobs
        # The worker must find it.
        jobs.insert_one(job.model_dump())
        try:
            queue.send(REPORT, str(job.id))
        except queue.ERRORS as error:
            log.warning("queue_failed", error=f"{type(error).__name__}: {error}")
            jobs.delete_one({"_id": job.id})
            detail = "The queue does not answer. Try again in a moment."
            raise ServiceUnavailable(detail, retry_after=SECONDS_TO_RETRY) from None
        # Without a broker it is done by now.
        job = Job.model_validate(jobs.find_one({"_id": job.id}))
        return JobOut.model_validate(job), 202, {"Location": f"/api/jobs/{job.id}"}


class OneJob(Resource):
    """One job."""

    @describe("How far is a job?", answers={200: JobOut}, problems=[404])
    def get(self, job_id: str) -> JobOut:
        """Answer the job."""
        audience = visible_notes().audience
        found = current_database().jobs.find_one({"_id": read_id(job_id), "audience": audience})
        if found is None:
            raise NotFound("There is no such job.")
        return JobOut.model_validate(Job.model_validate(found))
