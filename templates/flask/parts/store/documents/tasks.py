"""What the workers do. A task may come twice, as after a crash; the second changes nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.utils.time import get_exponential_backoff_interval
from pymongo import ReturnDocument

from app.database import current_database, utc_now
from app.jobs import Job
from app.models import Note
from app.queue import HARD_SECONDS, QueueSettings

MOST_ATTEMPTS = 5
MOST_SECONDS_TO_WAIT = 60
GONE = "The note no longer exists."
TOO_SLOW = "The report took too long."
IN_VAIN = f"The report could not be made in {MOST_ATTEMPTS} attempts."

log = structlog.get_logger()


# https://docs.celeryq.dev/en/stable/userguide/tasks.html#retrying
@shared_task(bind=True, max_retries=MOST_ATTEMPTS - 1)
def make_report(self: Task[Any, Any], job_id: str) -> None:
    """Make the report that a job asks for; after an error try again, each time a little later."""
    job = UUID(job_id)
    try:
        _report(job)
    except SoftTimeLimitExceeded:
        _finish(job, error=TOO_SLOW)
    except Exception as error:
        retries = self.request.retries
        if retries == self.max_retries:
            _finish(job, error=IN_VAIN)
            raise
        seconds = get_exponential_backoff_interval(1, retries, MOST_SECONDS_TO_WAIT, True)
        raise self.retry(exc=error, countdown=seconds) from error


@shared_task
def tend_jobs() -> None:
    """Put lost jobs back into the queue; beat asks for it each minute."""
    jobs = current_database().jobs
    now = utc_now()
    lost = [Job.model_validate(found) for found in jobs.find(_is_lost(now))]
    for job in lost:
        # Whoever finishes it in this moment is believed.
        unfinished = {"_id": job.id, "finished_at": None}
        jobs.update_one(unfinished, {"$set": {"status": "pending", "changed_at": now}})
        log.warning("job_put_back", job=str(job.id))
        make_report.delay(str(job.id))


def _report(job_id: UUID) -> None:
    job = _begin(job_id)
    if job is None:
        return
    note = current_database().notes.find_one({"_id": job.note_id})
    if job.attempts > MOST_ATTEMPTS:
        # Those who tried before did not live to tell.
        _finish(job_id, error=IN_VAIN)
    elif note is None:
        _finish(job_id, error=GONE)
    else:
        _finish(job_id, result=measure(Note.model_validate(note).body))


def measure(text: str) -> dict[str, int]:
    """Count what a report tells."""
    return {
        "words": len(text.split()),
        "characters": len(text),
        "lines": len(text.splitlines()),
    }


def _begin(job_id: UUID) -> Job | None:
    """Mark a job as running, unless it is finished or was withdrawn."""
    begun = {"status": "running", "changed_at": utc_now()}
    # One command asks and changes, so that nobody can come between.
    found = current_database().jobs.find_one_and_update(
        {"_id": job_id, "finished_at": None},
        {"$set": begun, "$inc": {"attempts": 1}},
        return_document=ReturnDocument.AFTER,
    )
    return Job.model_validate(found) if found else None


def _finish(job_id: UUID, result: dict[str, int] | None = None, error: str | None = None) -> None:
    """Note what came of a job; the first to do so is believed."""
    status = "failed" if error else "succeeded"
    now = utc_now()
    came = {"status": status, "result": result, "error": error}
    current_database().jobs.update_one(
        {"_id": job_id, "finished_at": None},
        {"$set": {**came, "changed_at": now, "finished_at": now}},
    )


def _is_lost(now: datetime) -> dict[str, Any]:
    seconds = QueueSettings.load().job_requeue_seconds
    pending = now - timedelta(seconds=seconds)
    running = now - timedelta(seconds=max(seconds, HARD_SECONDS))
    return {
        "$or": [
            {"status": "pending", "changed_at": {"$lt": pending}},
            {"status": "running", "changed_at": {"$lt": running}},
        ]
    }
