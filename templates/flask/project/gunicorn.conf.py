"""Gunicorn, the server in production: https://gunicorn.org/reference/settings/

Its own process reads this file. It leaves the application to the workers, so that those started by
a rolling restart (`kill -HUP`) take up new code.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger
from pydantic import PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServerSettings(BaseSettings):
    """What the environment says about the server, else `.env`."""

    model_config = SettingsConfigDict(
        env_file=Path(__file__).with_name(".env"), env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: PositiveInt = 8000
    log_level: str = "INFO"
    web_concurrency: PositiveInt = 2
    web_threads: PositiveInt = 4
    web_timeout: PositiveInt = 30
    web_graceful_timeout: PositiveInt = 30


class JsonLogger(Logger):
    """Writes the lines of the server as app/logs.py writes those of the application."""

    def setup(self, cfg: Config) -> None:
        """Write JSON to standard output."""
        super().setup(cfg)
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[
                    structlog.stdlib.add_log_level,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.stdlib.add_logger_name,
                ],
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(),
                ],
            )
        )
        self.error_log.handlers = [handler]

    def access(self, *_: Any) -> None:
        """Leave it to app/logs.py, which writes a line for each request."""


try:
    settings = ServerSettings()
except ValidationError as error:
    sys.exit("\n".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()))

wsgi_app = "app.main:create_app()"
# https://gunicorn.org/reference/settings/#bind
host = f"[{settings.host}]" if ":" in settings.host else settings.host
bind = f"{host}:{settings.port}"
logger_class = JsonLogger
loglevel = settings.log_level
# Each worker is a process with this many threads: https://gunicorn.org/design/#server-model
worker_class = "gthread"
workers = settings.web_concurrency
threads = settings.web_threads
# A worker that shows no sign of life for so many seconds is replaced.
timeout = settings.web_timeout
# A worker that is to end may finish what it has begun for so many seconds.
graceful_timeout = settings.web_graceful_timeout
# A proxy in front should close idle connections first: it may be sending the next request.
keepalive = 75
# The longest that it can be: an address that is too long for this gets no answer of ours.
limit_request_line = 8190
# By default the control socket is in the home folder, where several projects would share it.
control_socket_disable = True


def post_fork(_server: Any, worker: Any) -> None:
    """Let Ctrl+C end a worker as SIGTERM does: its own way may wait for a lock that it holds."""
    worker.handle_quit = worker.handle_exit


# Bytes that a client whose request was refused may still send.
MOST_DISCARDED = 10_000_000


def post_request(_worker: Any, request: Any, _environ: Any, _response: Any) -> None:
    """Read what was not read of a body: to hang up on a client may cost it the answer."""
    left = MOST_DISCARDED
    while left > 0 and (piece := request.body.read(65_536)):
        left -= len(piece)
