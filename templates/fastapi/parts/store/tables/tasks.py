"""What the workers do. A task may come twice, as after a crash; the second time changes nothing."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from celery import Task
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import database, orm
from app.base import now
from app.jobs import Job
from app.models import Note
from app.queue import HARD_SECONDS, QueueSettings, celery

log = structlog.get_logger(__name__)
T = TypeVar("T")

MOST_ATTEMPTS = 5
DAYS_TO_KEEP = 7
GONE = "The note no longer exists."
TOO_SLOW = "The report took too long."
IN_VAIN = f"The report could not be made in {MOST_ATTEMPTS} attempts."


def with_session(work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do asynchronous work in a task, which is not, over a connection of its own."""

    async def run() -> T:
        engine = database.create_engine(database.DatabaseSettings().database_url)
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session:
                return await work(session)
        finally:
            await engine.dispose()

    return orm.run(run())


class JobTask(Task[Any, Any]):
    """A task that leaves word when it has failed for good."""

    def on_failure(
        self, exc: Exception, _task_id: str, args: Any, _kwargs: Any, _info: object
    ) -> None:
        """Tell those who ask for the job."""
        log.error("job failed", job=args[0], error=repr(exc))
        reason = TOO_SLOW if isinstance(exc, SoftTimeLimitExceeded) else IN_VAIN
        with_session(lambda session: finish(session, args[0], error=reason))


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
    with_session(lambda session: report(session, job_id))


async def report(session: AsyncSession, job_id: str) -> None:
    """Measure the body of a note."""
    job = await claim(session, job_id)
    if job is None:
        return
    if job.attempts > MOST_ATTEMPTS:  # whoever tried it before did not live to tell
        await finish(session, job_id, error=IN_VAIN)
    elif note := await session.get(Note, job.note_id):
        await finish(session, job_id, result=measure(note.body))
    else:
        await finish(session, job_id, error=GONE)


async def claim(session: AsyncSession, job_id: str) -> Job | None:
    """Begin a job, unless it is finished or was withdrawn."""
    job = await session.get(Job, job_id, with_for_update=True)
    if job is None or job.finished_at:
        return None
    job.status, job.changed_at = "running", now()
    job.attempts += 1
    await session.commit()
    return job


async def finish(
    session: AsyncSession,
    job_id: str,
    result: dict[str, int] | None = None,
    error: str | None = None,
) -> None:
    """Note what came of a job; the first to do so is believed."""
    job = await session.get(Job, job_id, with_for_update=True)
    if job is None or job.finished_at:
        return
    job.status = "failed" if error else "succeeded"
    job.result, job.error = result, error
    job.changed_at = job.finished_at = now()
    await session.commit()


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
    for job_id in with_session(tend):
        log.warning("job put back", job=job_id)
        make_report.delay(job_id)


async def tend(session: AsyncSession) -> list[str]:
    """Delete what was finished long ago, and return the jobs that are lost."""
    moment = now()
    old = Job.finished_at < moment - timedelta(days=DAYS_TO_KEEP)
    await session.execute(delete(Job).where(old))
    jobs = (await session.scalars(select(Job).where(is_lost(moment)).with_for_update())).all()
    for job in jobs:
        job.status, job.changed_at = "pending", moment
    await session.commit()
    return [job.id for job in jobs]


def is_lost(moment: datetime) -> Any:
    """Match what has been pending, or running past the time limit, for too long."""
    seconds = QueueSettings().job_requeue_seconds
    pending = Job.changed_at < moment - timedelta(seconds=seconds)
    running = Job.changed_at < moment - timedelta(seconds=max(seconds, HARD_SECONDS))
    return or_(and_(Job.status == "pending", pending), and_(Job.status == "running", running))
