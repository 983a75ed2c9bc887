"""Serve the application in production: `python -m app.serve` runs uWSGI with uwsgi.ini.

uWSGI's own process runs this. It leaves the application to the workers, so that those started by a
rolling restart (`kill -HUP`) take up new code.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from pydantic import PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class ServerSettings(BaseSettings):
    """What the environment says about the server, else `.env`."""

    model_config = SettingsConfigDict(
        env_file=PROJECT / ".env", env_ignore_empty=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: PositiveInt = 8000
    web_concurrency: PositiveInt = 2
    web_threads: PositiveInt = 4
    web_timeout: PositiveInt = 30
    web_graceful_timeout: PositiveInt = 30


def main() -> None:
    """Become uWSGI's own process, which starts the workers."""
    if sys.platform == "win32":
        raise SystemExit("uWSGI does not run on Windows: use poe start there, or WSL.")
    try:
        settings = ServerSettings()
    except ValidationError as error:
        found = (f"{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise SystemExit("\n".join(found)) from None
    check_settings()
    # uwsgi.ini reads them from the environment.
    os.environ |= {name.upper(): str(value) for name, value in settings}
    _start_in_json()
    import_module("pyuwsgi").run(["--ini", str(PROJECT / "uwsgi.ini")])


def check_settings() -> None:
    """End here when a setting is missing or wrong, as every worker would, again and again."""
    if sys.platform == "win32":  # which has no fork
        return
    # In a child: what this process has read, a rolling restart would not read again.
    child = os.fork()
    if child == 0:
        import_module("app.main").create_app()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(1)


def _start_in_json() -> None:
    """Put the lines that uWSGI writes before it has read uwsgi.ini into JSON as well."""
    if sys.platform == "win32":  # which has no fork
        return
    reading_end, writing_end = os.pipe()
    if os.fork():
        os.dup2(writing_end, sys.stderr.fileno())
        os.close(reading_end)
        os.close(writing_end)
        return
    # The child ends with the last line, which is when uWSGI writes its own log.
    os.close(writing_end)
    with os.fdopen(reading_end) as lines:
        for line in lines:
            entry = {"event": line.rstrip(), "level": "info", "logger": "uwsgi"}
            print(json.dumps(entry), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
