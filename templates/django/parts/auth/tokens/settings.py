"""Access tokens and refresh tokens, and the keys that sign and verify them."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import PRODUCTION, env

# Earlier values of SECRET_KEY: what they signed stays valid until it expires.
# https://docs.djangoproject.com/en/5.2/ref/settings/#secret-key-fallbacks
SECRET_KEY_FALLBACKS = [key for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key]

if PRODUCTION and any(len(key) < 32 for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured("One of SECRET_KEY_FALLBACKS is shorter than 32 characters.")

# Nobody can take an access token back, so it is short-lived.
# https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14
ACCESS_TOKEN_LIFETIME = timedelta(minutes=env.int("ACCESS_TOKEN_MINUTES", default=15))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=30))
