"""`python -m app.worker`: do the tasks that are in the queue, until Ctrl-C or SIGTERM.

https://docs.celeryq.dev/en/stable/userguide/workers.html
"""

import sys
from typing import Any

import celery.apps.worker

from app.main import create_app
from app.queue import QueueSettings

# Without conversations between workers, which only large installations need.
OPTIONS = ["--quiet", "worker", "--without-gossip", "--without-mingle"]


def main() -> None:
    """Start a worker; options of `celery worker` may follow."""
    if QueueSettings.load().broker_url is None:
        raise SystemExit("BROKER_URL: a worker needs a broker; without one there is no queue.")
    queue: celery.Celery = create_app().extensions["celery"]
    # It would say that it stops in plain words between the JSON lines of the log.
    celery.apps.worker.safe_say = _say_nothing  # type: ignore[attr-defined]
    # Windows cannot fork, so there a worker does one task at a time.
    pool = ["--pool", "solo"] if sys.platform == "win32" else []
    sys.exit(queue.worker_main([*OPTIONS, *pool, *sys.argv[1:]]))


def _say_nothing(*_: Any) -> None:
    pass


if __name__ == "__main__":
    main()
