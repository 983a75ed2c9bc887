"""The people who sign in, and how their passwords are kept.

https://docs.djangoproject.com/en/5.2/topics/auth/customizing/
"""

from config.settings import api, base
from config.settings.environment import env

INSTALLED_APPS = [*base.INSTALLED_APPS, "django.contrib.contenttypes", "django.contrib.auth"]

# https://docs.djangoproject.com/en/5.2/ref/settings/#auth-user-model
AUTH_USER_MODEL = "app.User"

# https://docs.djangoproject.com/en/5.2/topics/auth/passwords/#using-argon2-with-django
PASSWORD_HASHERS = ["app.passwords.Argon2idHasher"]

# Long passwords, and no other rules.
# https://docs.djangoproject.com/en/5.2/topics/auth/passwords/#enabling-password-validation
MIN_PASSWORD_LENGTH = 12
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": MIN_PASSWORD_LENGTH},
    }
]

# Attempts to sign in per address and e-mail; each process counts its own.
# https://www.django-rest-framework.org/api-guide/throttling/#setting-the-throttling-policy
SIGN_IN_RATE_LIMIT = env.str("SIGN_IN_RATE_LIMIT", default="10/minute")

REST_FRAMEWORK = {
    **api.REST_FRAMEWORK,
    "DEFAULT_AUTHENTICATION_CLASSES": ["app.authentication.Authentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    # The client's address is what the connection says, not what a header claims.
    # https://www.django-rest-framework.org/api-guide/throttling/#how-clients-are-identified
    "NUM_PROXIES": 0,
}

# https://drf-spectacular.readthedocs.io/en/latest/settings.html
SPECTACULAR_SETTINGS = {
    **api.SPECTACULAR_SETTINGS,
    "POSTPROCESSING_HOOKS": ["app.auth_docs.document_sign_in", "app.docs.document_problems"],
}
