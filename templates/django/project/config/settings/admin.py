"""The admin, and the sessions of those who sign in there.

https://docs.djangoproject.com/en/5.2/ref/contrib/admin/#overview
"""

from config.settings import base, users
from config.settings.environment import PRODUCTION

INSTALLED_APPS = [
    *users.INSTALLED_APPS,
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
]

MIDDLEWARE = [
    *base.MIDDLEWARE,
    "app.admin.referrer",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# https://docs.djangoproject.com/en/5.2/ref/templates/api/#built-in-template-context-processors
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [{**base.TEMPLATES[0], "OPTIONS": {"context_processors": CONTEXT_PROCESSORS}}]

# Eight hours; the browser shows the cookies to the admin alone.
# https://docs.djangoproject.com/en/5.2/ref/settings/#sessions
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
