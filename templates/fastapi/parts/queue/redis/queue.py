"""The queue: Celery over Redis, and this process until BROKER_URL names a broker.

https://docs.celeryq.dev/en/stable/userguide/configuration.html
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from celery import Celery, signals
from celery.utils.log import get_multiprocessing_logger
from fastapi import FastAPI
from kombu.exceptions import KombuError
from pydantic import AfterValidator, PositiveInt

from app import health, logs
from app.settings import EnvironmentSettings, Settings

# How long a task may take before it is told to stop, and before it is stopped.
SOFT_SECONDS, HARD_SECONDS = 30, 40
SECONDS_TO_SEND = 4

# What is raised while the broker is away.
ERRORS = (KombuError, OSError)

celery = Celery("app", include=["app.tasks"])
# Celery's own calls block, so they have threads of their own.
threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="queue")


def known_scheme(url: str) -> str:
    """Refuse the address of a broker that this project has no driver for."""
    if url.startswith(("redis://", "rediss://")):
        return url
    raise ValueError("must start with redis:// or rediss://")


class QueueSettings(EnvironmentSettings):
    """Where tasks wait, and when one counts as lost."""

    # https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html
    broker_url: Annotated[str, AfterValidator(known_scheme)] | None = None
    # How long a job may be pending before it is put into the queue once more.
    job_requeue_seconds: PositiveInt = 300


def init_app(_app: FastAPI) -> None:
    """Make the tasks known, and read where they go."""
    configure(QueueSettings())
    celery.loader.import_default_modules()


def configure(settings: QueueSettings) -> None:
    """Set up Celery so that no task is lost, and none takes a worker for ever."""
    celery.conf.update(
        broker_url=settings.broker_url,
        task_always_eager=settings.broker_url is None,
        # https://docs.celeryq.dev/en/stable/userguide/security.html#serializers
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,  # the result is kept in the database
        # A task leaves the queue when it is done, so another worker can do it after a crash.
        # https://docs.celeryq.dev/en/stable/faq.html#should-i-use-retry-or-acks-late
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        task_soft_time_limit=SOFT_SECONDS,
        task_time_limit=HARD_SECONDS,
        # Who sends a task gets an answer soon, also while the broker is away.
        broker_connection_timeout=1,
        broker_connection_retry_on_startup=True,
        task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2},
        # https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html
        broker_transport_options={
            # A task that no worker has finished after this time goes to another one: seconds.
            "visibility_timeout": 300,
            "socket_connect_timeout": 1,
            "socket_timeout": 3,
        },
        # https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
        beat_schedule={
            "tend-jobs": {
                "task": "app.tasks.tend_jobs",
                "schedule": 60.0,
                "options": {"expires": 60.0},
            }
        },
    )


@signals.setup_logging.connect
def configure_logs(**_options: object) -> None:
    """Let Celery's processes log as the application does."""
    logs.configure(Settings().log_level)
    if processes := get_multiprocessing_logger():
        processes.propagate = True


async def send(task: str, *arguments: str) -> None:
    """Hand a task to the workers; without a broker, do it in a thread of this process."""
    loop = asyncio.get_running_loop()
    eager = celery.conf.task_always_eager
    async with asyncio.timeout(None if eager else SECONDS_TO_SEND):
        await loop.run_in_executor(threads, celery.tasks[task].apply_async, arguments)


@health.check("queue")
async def ping(_app: FastAPI) -> None:
    """Fail when the broker does not answer."""
    if not celery.conf.task_always_eager:
        await asyncio.get_running_loop().run_in_executor(threads, connect)


def connect() -> None:
    """Open a connection to the broker, and close it."""
    with celery.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0)
