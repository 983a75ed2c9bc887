"""The settings of the tests: the project's own, on values that no `.env` and no shell changes.

Django makes a database of its own for the tests and empties it: `test_` before the name that
TEST_DATABASE_URL gives. It never touches that of DATABASE_URL.
https://docs.djangoproject.com/en/5.2/topics/testing/overview/#the-test-database
"""

import os
import sys

import environ

URL = os.environ.get("TEST_DATABASE_URL", "")

# mypy reads the settings too, and needs no database.
if not URL and "mypy" not in sys.modules:
    sys.exit(
        "TEST_DATABASE_URL is not set: MongoDB has no stand-in, "
        "so start one as the README says and set it."
    )

environ.Env.ENVIRON = {
    "SECRET_KEY": "a key for tests, and for nothing else",
    "DATABASE_URL": URL or "mongodb://127.0.0.1/notes",
    "CORS_ORIGINS": "https://app.example.com",
    "LOG_LEVEL": "CRITICAL",
}

from config.settings import *  # noqa: E402 - reads the environment above

# https://www.django-rest-framework.org/api-guide/testing/#setting-the-default-format
REST_FRAMEWORK["TEST_REQUEST_DEFAULT_FORMAT"] = "json"
