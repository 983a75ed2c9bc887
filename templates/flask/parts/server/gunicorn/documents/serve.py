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
    check_database()
    # Gunicorn reads this one by itself too, and takes an empty value for a wrong one.
    if not os.environ.get("WEB_CONCURRENCY"):
        os.environ.pop("WEB_CONCURRENCY", None)
    runpy.run_module("gunicorn", run_name="__main__")


def check_database() -> None:
    """End here when DATABASE_URL is missing or wrong, as every worker would, again and again."""
    # In a child: what this process has read, a rolling restart would not read again.
    child = os.fork()
    if child == 0:
        import_module("app.database").open_database()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(1)


if __name__ == "__main__":
    main()
