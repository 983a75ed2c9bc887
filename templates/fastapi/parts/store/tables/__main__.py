"""`python -m app`: serve the application on this computer."""

import signal
import sys

import uvicorn
from alembic import command
from alembic.config import Config
from pydantic import ValidationError

from app import embedded
from app.database import DatabaseSettings
from app.main import create_app
from app.settings import PROJECT_FOLDER, Settings, explain


def main() -> None:
    """Prepare the embedded database when it is in use, then serve until Ctrl+C."""
    try:
        settings = Settings()
        database_url = DatabaseSettings().database_url
        app = create_app()
    except ValidationError as error:
        sys.exit(explain(error))
    if embedded.is_sqlite(database_url):
        command.upgrade(Config(PROJECT_FOLDER / "alembic.ini"), "head")
    # https://www.uvicorn.org/settings/
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        # Windows' own event loop is not enough for database drivers.
        loop="asyncio:SelectorEventLoop" if sys.platform == "win32" else "auto",
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
