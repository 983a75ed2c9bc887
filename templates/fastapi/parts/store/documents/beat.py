"""`python -m app.beat`: put periodic tasks into the queue, until Ctrl+C or SIGTERM.

One process of this is enough. https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
"""

import sys

from pydantic import ValidationError

from app.database import DatabaseSettings
from app.queue import QueueSettings, celery, configure, configure_logs
from app.settings import PROJECT_FOLDER, explain

# Where it notes when it did what last.
SCHEDULE = PROJECT_FOLDER / "var" / "beat"


def main() -> None:
    """Start the clock; options of `celery beat` may follow."""
    try:
        settings = QueueSettings()
        DatabaseSettings()
    except ValidationError as error:
        sys.exit(explain(error))
    if settings.broker_url is None:
        sys.exit("Set BROKER_URL: without a broker, there is nowhere to put a task.")
    configure(settings)
    configure_logs()
    SCHEDULE.parent.mkdir(exist_ok=True)
    celery.start(["--quiet", "beat", "--schedule", str(SCHEDULE), *sys.argv[1:]])


if __name__ == "__main__":
    main()
