"""`python -m app.beat`: put periodic tasks into the queue, until Ctrl-C or SIGTERM.

One such process is enough. https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
"""

import sys

from celery import Celery

from app.main import create_app
from app.queue import QueueSettings


def main() -> None:
    """Start the clock; options of `celery beat` may follow."""
    if QueueSettings.load().broker_url is None:
        raise SystemExit("BROKER_URL: beat needs a broker; without one there is no queue.")
    queue: Celery = create_app().extensions["celery"]
    queue.start(["--quiet", "beat", *sys.argv[1:]])


if __name__ == "__main__":
    main()
