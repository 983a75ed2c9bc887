"""Where the data is kept.

https://docs.djangoproject.com/en/5.2/ref/settings/#databases
"""

from django.core.exceptions import ImproperlyConfigured

from app.database import connect
from config.settings.environment import env

DATABASE_URL = env.str("DATABASE_URL", default="")

if not DATABASE_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL is not set: MongoDB has no stand-in, "
        "so start one as the README says and set it."
    )

DATABASES = {"default": connect(DATABASE_URL)}
