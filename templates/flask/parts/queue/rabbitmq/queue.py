"""The queue: Celery over RabbitMQ once BROKER_URL names one; until then tasks run at once, here.

https://docs.celeryq.dev/en/stable/userguide/configuration.html
"""

from typing import Annotated, Any

from amqp import AMQPError
from celery import Celery, Task, signals
from celery.utils.log import get_multiprocessing_logger
from flask import Flask, current_app
from kombu.exceptions import KombuError
from pydantic import AfterValidator, PositiveInt

from app import health
from app.settings import EnvSettings

# How long a task may take before it is told to stop, and before it is stopped.
SOFT_SECONDS, HARD_SECONDS = 30, 40

# What is raised while the broker is away.
ERRORS = (KombuError, AMQPError, OSError)

# Who sends a task soon learns that the broker is away: after one more try, at once.
RETRY: dict[str, Any] = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def _readable(url: str) -> str:
    if not url.startswith(("amqp://", "amqps://")):
        raise ValueError(f"this project reads amqp://, not {url.partition('://')[0]}://")
    return url


class QueueSettings(EnvSettings):
    """Where tasks wait, and when one counts as lost."""

    # https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/rabbitmq.html
    broker_url: Annotated[str, AfterValidator(_readable)] | None = None
    # How long a job may be pending before it is put into the queue once more.
    job_requeue_seconds: PositiveInt = 300


def init_app(app: Flask) -> None:
    """Make Celery's application, whose tasks run in the context of Flask's."""

    # https://flask.palletsprojects.com/en/stable/patterns/celery/
    class FlaskTask(Task[..., Any]):
        def __call__(self, *arguments: Any, **named: Any) -> Any:
            with app.app_context():
                return self.run(*arguments, **named)

    celery: Celery[Any] = Celery(app.name, task_cls=FlaskTask, include=["app.tasks"])
    _configure(celery, QueueSettings.load())
    celery.set_default()
    celery.loader.import_default_modules()
    app.extensions["celery"] = celery
    health.register(app, "queue", lambda: _ping(celery))


def send(task: str, *arguments: str) -> None:
    """Hand a task to the workers; without a broker, do it now."""
    celery: Celery = current_app.extensions["celery"]
    celery.tasks[task].apply_async(arguments)


def _configure(celery: Celery, settings: QueueSettings) -> None:
    celery.conf.update(
        broker_url=settings.broker_url,
        task_always_eager=settings.broker_url is None,
        # https://docs.celeryq.dev/en/stable/userguide/security.html#serializers
        accept_content=["json"],
        task_serializer="json",
        # What comes of a task is kept in the database.
        task_ignore_result=True,
        # A task leaves the queue when it is done, so that another worker can do it after a crash:
        # https://docs.celeryq.dev/en/stable/faq.html#should-i-use-retry-or-acks-late
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        task_soft_time_limit=SOFT_SECONDS,
        task_time_limit=HARD_SECONDS,
        broker_connection_timeout=1,
        broker_connection_retry_on_startup=True,
        # A worker waits for its broker as long as it takes.
        broker_connection_max_retries=None,
        task_publish_retry_policy=RETRY,
        # https://docs.celeryq.dev/projects/kombu/en/stable/reference/kombu.transport.pyamqp.html
        broker_transport_options={
            # A task counts as sent when the broker says that it has it.
            "confirm_publish": True,
            "read_timeout": 1,
            "write_timeout": 1,
            **RETRY,
        },
        # https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
        beat_schedule={
            "tend-jobs": {
                "task": "app.tasks.tend_jobs",
                "schedule": 60.0,
                # Of those that nobody did in time, one is enough.
                "options": {"expires": 60.0},
            }
        },
        # Keeps no file: after a start, the first task is due in a minute.
        beat_scheduler="celery.beat:Scheduler",
    )


def _ping(celery: Celery) -> None:
    if not celery.conf.task_always_eager:
        with celery.connection_for_write() as connection:
            connection.ensure_connection(**RETRY)


@signals.setup_logging.connect
def _keep_logs(**_: Any) -> None:
    # Someone who listens to this signal keeps Celery from changing what app/logs.py has set up.
    if processes := get_multiprocessing_logger():
        processes.propagate = True
