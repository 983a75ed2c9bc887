"""What the workers do. A task may come twice, as after a crash; the second time changes nothing.

https://docs.celeryq.dev/en/stable/userguide/tasks.html
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from app.models import Job, Note
from app.queue import celery, send

MOST_ATTEMPTS = 5
TIME_TO_KEEP = timedelta(days=7)
GONE = "The note no longer exists."
TOO_SLOW = "The report took too long."
IN_VAIN = f"The report could not be made in {MOST_ATTEMPTS} attempts."

Status = Job.Status
log = structlog.get_logger(__name__)


class JobTask(Task[Any, Any]):
    """A task that leaves word when it has failed for good."""

    def on_failure(
        self, exc: Exception, _task_id: str, args: Any, _kwargs: Any, _info: object
    ) -> None:
        """Tell those who ask for the job."""
        log.error("job failed", job=args[0], error=repr(exc))
        finish(args[0], error=TOO_SLOW if isinstance(exc, SoftTimeLimitExceeded) else IN_VAIN)


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
    """Make the report that a job asks for."""
    job = claim(job_id)
    if job is None:
        return
    if job.attempts > MOST_ATTEMPTS:  # whoever tried it before did not live to tell
        finish(job_id, error=IN_VAIN)
    elif note := Note.objects.filter(id=job.note_id).first():
        finish(job_id, result=measure(note.body))
    else:
        finish(job_id, error=GONE)


def claim(job_id: str) -> Job | None:
    """Begin a job, unless it is finished or was withdrawn."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(id=job_id, finished_at=None).first()
        if job is not None:
            job.status, job.changed_at = Status.RUNNING, timezone.now()
            job.attempts += 1
            job.save(update_fields=["status", "changed_at", "attempts"])
    return job


def finish(job_id: str, result: dict[str, int] | None = None, error: str = "") -> None:
    """Note what came of a job; the first to do so is believed."""
    now = timezone.now()
    Job.objects.filter(id=job_id, finished_at=None).update(
        status=Status.FAILED if error else Status.SUCCEEDED,
        result=result,
        error=error,
        changed_at=now,
        finished_at=now,
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
    """Put lost jobs back into the queue, and forget old ones; beat asks for it each minute."""
    now = timezone.now()
    Job.objects.filter(finished_at__lt=now - TIME_TO_KEEP).delete()
    for job_id in take_lost(now):
        log.warning("job put back", job=str(job_id))
        send(make_report, str(job_id))


def take_lost(now: datetime) -> list[UUID]:
    """The jobs that have been pending, or running past the time limit, for too long."""
    seconds = settings.JOB_REQUEUE_SECONDS
    pending = now - timedelta(seconds=seconds)
    running = now - timedelta(seconds=max(seconds, settings.CELERY_TASK_TIME_LIMIT))
    lost = Job.objects.filter(
        Q(status=Status.PENDING, changed_at__lt=pending)
        | Q(status=Status.RUNNING, changed_at__lt=running)
    )
    with transaction.atomic():
        ids = list(lost.select_for_update().values_list("id", flat=True))
        Job.objects.filter(id__in=ids).update(status=Status.PENDING, changed_at=now)
    return ids
