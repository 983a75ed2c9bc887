"""The settings of the tests: the project's own, on values that no `.env` and no shell changes.

Django makes a database of its own for the tests and removes it: `test_` before the name that
TEST_DATABASE_URL gives, or SQLite in memory. It never touches that of DATABASE_URL.
https://docs.djangoproject.com/en/5.2/topics/testing/overview/#the-test-database
"""

import os

import environ

environ.Env.ENVIRON = {
    "SECRET_KEY": "a key for tests, and for nothing else",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:",
    "CORS_ORIGINS": "https://app.example.com",
    "LOG_LEVEL": "CRITICAL",
}

from config.settings import *  # noqa: E402 - reads the environment above

# https://www.django-rest-framework.org/api-guide/testing/#setting-the-default-format
REST_FRAMEWORK["TEST_REQUEST_DEFAULT_FORMAT"] = "json"
