"""`python -m app.serve`: serves the application in production, by uWSGI.

`uwsgi.ini` has its settings.
"""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.start import start

NUMBERS = {
    "PORT": 8000,
    "WEB_CONCURRENCY": 2,
    "WEB_THREADS": 4,
    "WEB_TIMEOUT": 30,
    "WEB_GRACEFUL_TIMEOUT": 30,
}


def serve() -> None:
    """Become uWSGI, now that the settings are known to be good."""
    if sys.platform == "win32":
        sys.exit("uWSGI does not run on Windows: use poe start there.")
    # Not before `start`, which says in a sentence what is wrong with the settings.
    from config.settings.environment import BASE_DIR, env  # noqa: PLC0415 - reads the settings

    # uwsgi.ini reads them from the environment.
    os.environ["HOST"] = env.str("HOST", default="127.0.0.1")
    for name, default in NUMBERS.items():
        number = env.int(name, default=default)
        if number < 1:
            raise ImproperlyConfigured(f"{name} is less than 1.")
        os.environ[name] = str(number)
    start_in_json()
    program = str(Path(sys.executable).with_name("uwsgi"))
    command = [program, "--ini", str(BASE_DIR / "uwsgi.ini"), *sys.argv[1:]]
    os.execv(program, command)  # noqa: S606 # nosec B606 - there is no shell in it


def start_in_json() -> None:
    """Put the lines that uWSGI writes before it has read uwsgi.ini into JSON too."""
    if sys.platform == "win32":  # which has no fork
        return
    reading_end, writing_end = os.pipe()
    if os.fork():
        os.dup2(writing_end, sys.stderr.fileno())
        os.close(reading_end)
        os.close(writing_end)
        return
    # The child ends with the last line, which is when uWSGI turns to its own log.
    os.close(writing_end)
    with os.fdopen(reading_end) as lines:
        copy_in_json(lines)
    os._exit(0)


def copy_in_json(lines: Iterable[str]) -> None:
    """Write lines as config/settings/logs.py does."""
    for line in lines:
        entry = {"event": line.rstrip(), "level": "info", "logger": "uwsgi"}
        print(json.dumps(entry), flush=True)


if __name__ == "__main__":
    start(serve)
