"""Start the application: `python -m app`."""

import signal

import structlog
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import embedded
from app.database import DatabaseSettings
from app.main import create_app
from app.settings import get_settings

log = structlog.get_logger()


class QuietRequestHandler(WSGIRequestHandler):
    """The development server's handler, without its own line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave it to app/logs.py."""


def main() -> None:
    """Prepare the database if it is the embedded one, then serve."""
    app = create_app()
    embedded.migrate_if_embedded(DatabaseSettings.load().database_url)
    serve(app)


def serve(app: Flask) -> None:
    """Run the development server until it is interrupted."""
    settings = get_settings()
    # https://werkzeug.palletsprojects.com/en/stable/serving/
    server = make_server(
        settings.host, settings.port, app, threaded=True, request_handler=QuietRequestHandler
    )
    log.info("started", url=f"http://{settings.host}:{server.port}")
    # To be terminated is no error, and neither is Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server.serve_forever()


if __name__ == "__main__":
    main()
