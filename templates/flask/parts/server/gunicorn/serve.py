"""Serve the application in production: `python -m app.serve` runs Gunicorn.

Its settings are in gunicorn.conf.py.
"""

import os
import runpy
import sys
from importlib import import_module


def main() -> None:
    """Become Gunicorn's own process, which starts the workers."""
    if sys.platform == "win32":
        raise SystemExit("Gunicorn does not run on Windows: use poe start there, or WSL.")
    # Gunicorn looks at this one before its settings, and stumbles over what is no number.
    if not (workers := os.environ.get("WEB_CONCURRENCY")):
        os.environ.pop("WEB_CONCURRENCY", None)
    elif not workers.isdecimal():
        raise SystemExit("WEB_CONCURRENCY: give a whole number of at least 1.")
    check_settings()
    runpy.run_module("gunicorn", run_name="__main__")


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


if __name__ == "__main__":
    main()
