"""What the programs beside the server have in common: they run until somebody stops them."""

import signal
from collections.abc import Callable
from time import sleep
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import CommandError

SECONDS_TO_NAP = 0.1

log = structlog.get_logger(__name__)


class Stop:
    """Whether it is time to stop."""

    def __init__(self) -> None:
        self.told = False

    def tell(self, *_: Any) -> None:
        """Ask the program to stop as soon as it can."""
        self.told = True

    def sleep(self, seconds: float) -> None:
        """Wait for a while, or until it is time to stop."""
        for _ in range(round(seconds / SECONDS_TO_NAP)):
            if self.told:
                return
            sleep(SECONDS_TO_NAP)


def run(work: Callable[[Stop], None]) -> None:
    """Do the work until Ctrl+C or SIGTERM."""
    if not settings.KAFKA_BOOTSTRAP_SERVERS:
        raise CommandError(
            "Set KAFKA_BOOTSTRAP_SERVERS: without brokers, events stay in the application."
        )
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.tell)
    log.info("started", kafka=settings.KAFKA_BOOTSTRAP_SERVERS, topic=settings.KAFKA_TOPIC)
    work(stop)
