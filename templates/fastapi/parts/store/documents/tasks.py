"""What the workers do. A task may come twice, as after a crash; the second time changes nothing."""

import atexit
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from celery import Task
from celery.exceptions import SoftTimeLimitExceeded
from pymongo import MongoClient, ReturnDocument
from pymongo.database import Database

from app.base import now
from app.database import OPTIONS, DatabaseSettings, Stored
from app.jobs import Job
from app.models import Note
from app.queue import HARD_SECONDS, QueueSettings, celery

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
GONE = "The note no longer exists."
TOO_SLOW = "The report took too long."
IN_VAIN = f"The report could not be made in {MOST_ATTEMPTS} attempts."


@cache
def database() -> Database[Stored]:
    """Connect at the first task of a process, as no connection survives a fork.

    Tasks are not asynchronous, and neither is this client.
    """
    client: MongoClient[Stored] = MongoClient(DatabaseSettings().database_url, **OPTIONS)
    atexit.register(client.close)
    return client.get_default_database()


class JobTask(Task[Any, Any]):
    """A task that leaves word when it has failed for good."""

    def on_failure(
        self, exc: Exception, _task_id: str, args: Any, _kwargs: Any, _info: object
    ) -> None:
        """Tell those who ask for the job."""
        log.error("job failed", job=args[0], error=repr(exc))
        reason = TOO_SLOW if isinstance(exc, SoftTimeLimitExceeded) else IN_VAIN
        finish(args[0], error=reason)


# https://docs.celeryq.dev/en/stable/userguide/tasks.html#automatic-retry-for-known-exceptions
@celery.task(
    base=JobTask,
    autoretry_for=(Exception,),
    dont_autoretry_for=(SoftTimeLimitExceeded,),
    max_retries=MOST_ATTEMPTS - 1,
    retry_backoff=True,
    retry_backoff_max=60,
    retry_jitter=True,
)
def make_report(job_id: str) -> None:
    """Measure the body of a note, as a job asks for it."""
    job = claim(job_id)
    if job is None:
        return
    if job.attempts > MOST_ATTEMPTS:  # whoever tried it before did not live to tell
        finish(job_id, error=IN_VAIN)
    elif stored := database()["notes"].find_one({"_id": job.note_id}):
        finish(job_id, result=measure(Note.load(stored).body))
    else:
        finish(job_id, error=GONE)


def claim(job_id: str) -> Job | None:
    """Begin a job, unless it is finished or was withdrawn."""
    stored = database()["jobs"].find_one_and_update(
        {"_id": job_id, "finished_at": None},
        {"$set": {"status": "running", "changed_at": now()}, "$inc": {"attempts": 1}},
        return_document=ReturnDocument.AFTER,
    )
    return Job.load(stored) if stored else None


def finish(job_id: str, result: dict[str, int] | None = None, error: str | None = None) -> None:
    """Note what came of a job; the first to do so is believed."""
    moment = now()
    came = {"status": "failed" if error else "succeeded", "result": result, "error": error}
    database()["jobs"].update_one(
        {"_id": job_id, "finished_at": None},
        {"$set": {**came, "changed_at": moment, "finished_at": moment}},
    )


def measure(text: str) -> dict[str, int]:
    """Count what a report tells."""
    return {
        "words": len(text.split()),
        "characters": len(text),
        "lines": len(text.splitlines()),
    }


@celery.task
def tend_jobs() -> None:
    """Put lost jobs back into the queue; beat asks for it each minute."""
    moment = now()
    pending = {"$set": {"status": "pending", "changed_at": moment}}
    # One after the other, so that of two workers only one takes a job.
    while stored := database()["jobs"].find_one_and_update(is_lost(moment), pending):
        log.warning("job put back", job=stored["_id"])
        make_report.delay(stored["_id"])


def is_lost(moment: datetime) -> Stored:
    """Match what has been pending, or running past the time limit, for too long."""
    seconds = QueueSettings().job_requeue_seconds
    pending = moment - timedelta(seconds=seconds)
    running = moment - timedelta(seconds=max(seconds, HARD_SECONDS))
    return {
        "$or": [
            {"status": "pending", "changed_at": {"$lt": pending}},
            {"status": "running", "changed_at": {"$lt": running}},
        ]
    }
