"""The queue: Celery over RabbitMQ, or this process until BROKER_URL is set.

How tasks are sent and done is in `config/settings/queue.py`.
https://docs.celeryq.dev/en/stable/django/first-steps-with-django.html
"""

import os
from typing import Any

from celery import Celery, Task, signals
from celery.utils.log import get_multiprocessing_logger
from django.core.exceptions import ImproperlyConfigured
from kombu.exceptions import KombuError

# https://docs.celeryq.dev/projects/kombu/en/stable/reference/kombu.transport.pyamqp.html
TRANSPORT_OPTIONS = {
    # A task counts as sent when the broker says that it has it.
    "confirm_publish": True,
}
SEND_OPTIONS: dict[str, Any] = {"confirm_timeout": 2}  # seconds

# What is raised while the broker is away.
ERRORS = (KombuError, OSError)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
celery = Celery("app")
celery.config_from_object("django.conf:settings", namespace="CELERY")
celery.autodiscover_tasks()


def known_broker(url: str) -> str:
    """The URL, unless it names a broker that this project has no driver for."""
    if url and not url.startswith(("amqp://", "amqps://")):
        raise ImproperlyConfigured(
            "BROKER_URL does not name RabbitMQ: write amqp://user:password@host, or leave it out."
        )
    return url


def send(task: "Task[Any, Any]", *arguments: str) -> None:
    """Hand a task to the workers; without a broker, do it here and now."""
    task.apply_async(arguments, **SEND_OPTIONS)


def check() -> None:
    """Raise unless the broker answers."""
    if not celery.conf.task_always_eager:
        with celery.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)


@signals.setup_logging.connect
def keep_logs(**signal: object) -> None:
    """Let Celery's processes log as Django does: see `config/settings/logs.py`."""
    if processes := get_multiprocessing_logger():
        processes.propagate = True
        processes.setLevel("WARNING")
