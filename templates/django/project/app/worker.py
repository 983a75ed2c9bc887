"""`python -m app.worker`: does the tasks that are in the queue, until Ctrl+C or SIGTERM.

https://docs.celeryq.dev/en/stable/userguide/workers.html
"""

import sys

import celery.apps.worker
from django.conf import settings

from app.queue import celery as queue
from config.start import start

# Without conversations between workers, which only large installations need.
OPTIONS = ["--quiet", "worker", "--without-gossip", "--without-mingle"]
# Windows cannot fork, so a worker does one task at a time there.
WINDOWS_OPTIONS = ["--pool", "solo"] if sys.platform == "win32" else []


def work() -> None:
    """Start a worker; options of `celery worker` may follow."""
    if not settings.BROKER_URL:
        sys.exit("Set BROKER_URL: without a broker, tasks run in the application.")
    # It would tell people at a terminal that it stops, between the lines of the log.
    celery.apps.worker.safe_say = say_nothing  # type: ignore[attr-defined] # not in its types
    queue.worker_main([*OPTIONS, *WINDOWS_OPTIONS, *sys.argv[1:]])


def say_nothing(*_words: object) -> None:
    """Leave it to the log."""


if __name__ == "__main__":
    start(work)
