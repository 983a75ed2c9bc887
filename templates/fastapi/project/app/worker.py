"""`python -m app.worker`: do the tasks that are in the queue, until Ctrl+C or SIGTERM.

https://docs.celeryq.dev/en/stable/userguide/workers.html
"""

import sys

import celery.apps.worker
from pydantic import ValidationError

from app.database import DatabaseSettings
from app.queue import QueueSettings, configure, configure_logs
from app.queue import celery as queue
from app.settings import explain

# Without conversations between workers, which only large installations need.
OPTIONS = ["--quiet", "worker", "--without-gossip", "--without-mingle"]
# Windows cannot fork, so a worker does one task at a time there.
WINDOWS_OPTIONS = ["--pool", "solo"] if sys.platform == "win32" else []


def main() -> None:
    """Start a worker; options of `celery worker` may follow."""
    try:
        settings = QueueSettings()
        DatabaseSettings()
    except ValidationError as error:
        sys.exit(explain(error))
    if settings.broker_url is None:
        sys.exit("Set BROKER_URL: without a broker, tasks run in the application.")
    configure(settings)
    configure_logs()
    # It would tell people at a terminal that it stops, between the lines of the log.
    celery.apps.worker.safe_say = say_nothing  # type: ignore[attr-defined]
    sys.exit(queue.worker_main([*OPTIONS, *WINDOWS_OPTIONS, *sys.argv[1:]]))


def say_nothing(*_words: object) -> None:
    """Leave it to the log."""


if __name__ == "__main__":
    main()
