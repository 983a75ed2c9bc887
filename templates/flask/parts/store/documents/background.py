"""What the programs beside the server have in common: they run until somebody stops them."""

import signal
from collections.abc import Callable
from time import sleep
from typing import Any

import structlog

from app.database import Db
from app.events import EventSettings
from app.main import create_app

SECONDS_TO_NAP = 0.1

log = structlog.get_logger()


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


Work = Callable[[Db, EventSettings, Stop], None]


def run(work: Work) -> None:
    """Do the work until Ctrl-C or SIGTERM."""
    settings = EventSettings.load()
    if not settings.kafka_bootstrap_servers:
        raise SystemExit(
            "KAFKA_BOOTSTRAP_SERVERS: this needs Kafka; without it, events stay in the application."
        )
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.tell)
    db: Db = create_app().extensions["database"]
    log.info("started", kafka=settings.kafka_bootstrap_servers, topic=settings.kafka_topic)
    work(db, settings, stop)
