"""What the workers do. A task may come twice, as after a crash; the second changes nothing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from celery.utils.time import get_exponential_backoff_interval
from sqlalchemy import ColumnElement, and_, delete, or_, select, update

from app import orm
from app.jobs import Job
from app.models import Note
from app.queue import HARD_SECONDS, QueueSettings

MOST_ATTEMPTS = 5
MOST_SECONDS_TO_WAIT = 60
DAYS_TO_KEEP = 7
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
        orm.session().rollback()
        _finish(job, error=TOO_SLOW)
    except Exception as error:
        orm.session().rollback()
        retries = self.request.retries
        if retries == self.max_retries:
            _finish(job, error=IN_VAIN)
            raise
        seconds = get_exponential_backoff_interval(1, retries, MOST_SECONDS_TO_WAIT, True)
        raise self.retry(exc=error, countdown=seconds) from error


@shared_task
def tend_jobs() -> None:
    """Put lost jobs back into the queue, and forget old ones; beat asks for it each minute."""
    session = orm.session()
    now = orm.utc_now()
    session.execute(delete(Job).where(Job.finished_at < now - timedelta(days=DAYS_TO_KEEP)))
    lost = session.scalars(select(Job).where(_is_lost(now))).all()
    for job in lost:
        job.status, job.changed_at = "pending", now
    session.commit()
    for job in lost:
        log.warning("job_put_back", job=str(job.id))
        make_report.delay(str(job.id))


def _report(job_id: UUID) -> None:
    job = _begin(job_id)
    if job is None:
        return
    session = orm.session()
    note = session.get(Note, job.note_id)
    session.commit()
    if job.attempts > MOST_ATTEMPTS:
        # Those who tried before did not live to tell.
        _finish(job_id, error=IN_VAIN)
    elif note is None:
        _finish(job_id, error=GONE)
    else:
        _finish(job_id, result=measure(note.body))


def measure(text: str) -> dict[str, int]:
    """Count what a report tells."""
    return {
        "words": len(text.split()),
        "characters": len(text),
        "lines": len(text.splitlines()),
    }


def _begin(job_id: UUID) -> Job | None:
    """Mark a job as running, unless it is finished or was withdrawn."""
    begun = {"status": "running", "attempts": Job.attempts + 1}
    return orm.session().get(Job, job_id) if _change(job_id, begun) else None


def _finish(job_id: UUID, result: dict[str, int] | None = None, error: str | None = None) -> None:
    """Note what came of a job; the first to do so is believed."""
    status = "failed" if error else "succeeded"
    _change(
        job_id,
        {"status": status, "result": result, "error": error, "finished_at": orm.utc_now()},
    )


def _change(job_id: UUID, values: dict[str, Any]) -> bool:
    """Change a job that is not finished, and tell whether it was one."""
    session = orm.session()
    # One statement asks and changes, so that nobody can come between.
    changed = session.connection().execute(
        update(Job)
        .where(Job.id == job_id, Job.finished_at.is_(None))
        .values(changed_at=orm.utc_now(), **values)
    )
    session.commit()
    return changed.rowcount == 1


def _is_lost(now: datetime) -> ColumnElement[bool]:
    seconds = QueueSettings.load().job_requeue_seconds
    pending = Job.changed_at < now - timedelta(seconds=seconds)
    running = Job.changed_at < now - timedelta(seconds=max(seconds, HARD_SECONDS))
    return or_(and_(Job.status == "pending", pending), and_(Job.status == "running", running))
