"""`python -m app.beat`: puts periodic tasks into the queue, until Ctrl+C or SIGTERM.

One process of this is enough. https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
"""

import sys

from django.conf import settings

from app.queue import celery
from config.start import start


def tick() -> None:
    """Start the clock; options of `celery beat` may follow."""
    if not settings.BROKER_URL:
        sys.exit("Set BROKER_URL: without a broker, there is nowhere to put a task.")
    celery.start(["--quiet", "beat", *sys.argv[1:]])


if __name__ == "__main__":
    start(tick)
