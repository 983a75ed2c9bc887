"""Gunicorn, the server in production: https://gunicorn.org/reference/settings/.

Gunicorn's own process reads this file. It does not import the application, which only the workers
do: so a rolling restart (`kill -HUP`) takes up new code.
"""

import os
import sys
from pathlib import Path

import structlog
from dotenv import dotenv_values

FILE = dotenv_values(Path(__file__).parent / ".env")


def setting(name: str, default: str) -> str:
    """Look a variable up where the application does: in the environment, then in `.env`."""
    return os.environ.get(name) or FILE.get(name) or default


def number(name: str, default: int) -> int:
    """Look up a variable that is a number."""
    value = setting(name, str(default))
    if not value.isdecimal() or int(value) == 0:
        sys.exit(f"{name}: must be a whole number above 0")
    return int(value)


wsgi_app = "app.main:create_app()"
worker_class = "app.gunicorn_worker.Worker"

# https://gunicorn.org/reference/settings/#server-socket
host = setting("HOST", "127.0.0.1")
bind = f"[{host}]:{setting('PORT', '8000')}" if ":" in host else f"{host}:{setting('PORT', '8000')}"

# https://gunicorn.org/reference/settings/#worker-processes
workers = number("WEB_CONCURRENCY", 2)
# A worker that shows no sign of life for this long is replaced: seconds.
timeout = number("WEB_TIMEOUT", 30)
# How long a worker that is to end may go on with the requests that it has: seconds.
graceful_timeout = number("WEB_GRACEFUL_TIMEOUT", 30)
# The default is a socket in the home folder, which all projects of a person would share.
control_socket_disable = True

# The same lines as those of app/logs.py, which also writes the one line for each request.
# https://gunicorn.org/reference/settings/#logging
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "stream": "ext://sys.stdout",
        }
    },
    "root": {"level": "WARNING", "handlers": ["stdout"]},
    "loggers": {
        "gunicorn.error": {
            "level": setting("LOG_LEVEL", "INFO"),
            "handlers": ["stdout"],
            "propagate": False,
        }
    },
}
