"""The secret key, trusted hosts, CORS and security headers.

https://docs.djangoproject.com/en/5.2/topics/security/
"""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import PRODUCTION, env

# https://docs.djangoproject.com/en/5.2/ref/settings/#secret-key
SECRET_KEY = env.str("SECRET_KEY", default="change-me")

# The default is shorter than that, so production refuses it too.
if PRODUCTION and len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "SECRET_KEY is the default or shorter than 32 characters. Set it to a "
        'random value: python -c "import secrets; print(secrets.token_urlsafe(48))"'
    )

# https://docs.djangoproject.com/en/5.2/ref/settings/#allowed-hosts
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# https://github.com/adamchainz/django-cors-headers#configuration
CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])
CORS_EXPOSE_HEADERS = ["Location", "Retry-After", "X-Request-ID"]

# https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "form-action": "'self'",
}

# https://docs.djangoproject.com/en/5.2/ref/middleware/#security-middleware
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# https://docs.djangoproject.com/en/5.2/ref/settings/#x-frame-options
X_FRAME_OPTIONS = "DENY"

# Bytes that the body of a request may have.
MAX_BODY_SIZE = 1_000_000
