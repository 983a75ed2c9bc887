"""Sessions in the database, and protection against forged requests.

https://docs.djangoproject.com/en/5.2/topics/http/sessions/
https://docs.djangoproject.com/en/5.2/ref/csrf/
"""

from config.settings.environment import PRODUCTION, env
from config.settings.security import CORS_ALLOWED_ORIGINS

# https://docs.djangoproject.com/en/5.2/ref/settings/#sessions
SESSION_ENGINE = "app.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_PATH = "/"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=336) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION

# The session keeps the token; `app.auth` copies it to a cookie that scripts can read.
# https://docs.djangoproject.com/en/5.2/ref/settings/#csrf-use-sessions
CSRF_USE_SESSIONS = True
CSRF_COOKIE_NAME = "csrf_token"
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"
CSRF_TRUSTED_ORIGINS = CORS_ALLOWED_ORIGINS

# The browser sends the cookie along to the listed origins, and to them alone.
# https://github.com/adamchainz/django-cors-headers#cors_allow_credentials-bool
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = ["accept", "content-type", "x-csrf-token", "x-request-id"]
