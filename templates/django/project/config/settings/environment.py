"""Where settings come from: the environment first, then `.env` in the project's folder.

https://django-environ.readthedocs.io/en/latest/
"""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()

# Tests replace ENVIRON by their own values, which `.env` must not complete.
if env.ENVIRON is os.environ:
    env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
