"""Where the data is kept.

https://docs.djangoproject.com/en/5.2/ref/settings/#databases
"""

import sys

from django.core.exceptions import ImproperlyConfigured

from app.database import connect
from config.settings.environment import env

DATABASE_URL = env.str("DATABASE_URL", default="")

try:
    DATABASES = {"default": connect(DATABASE_URL)}
except ImproperlyConfigured as error:
    sys.exit(f"Cannot start: {error}")
