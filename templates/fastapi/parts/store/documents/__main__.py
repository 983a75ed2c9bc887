"""`python -m app`: serve the application on this computer."""

import signal
import sys

import uvicorn
from pydantic import ValidationError

from app import indexes
from app.main import create_app
from app.settings import Settings, explain


def main() -> None:
    """Bring the database up to date, then serve until Ctrl+C."""
    try:
        settings = Settings()
        app = create_app()
    except ValidationError as error:
        sys.exit(explain(error))
    indexes.main()
    # https://www.uvicorn.org/settings/
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        # app/logs.py writes the lines, those of the server as well.
        log_config=None,
        access_log=False,
        server_header=False,
        # What is under way at the end may take this long: a client that stops reading never ends.
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    # Uvicorn takes Ctrl+C while it serves, and raises it again when it has ended: then it is late.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
