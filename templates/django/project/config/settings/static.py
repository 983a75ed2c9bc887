"""Static files that a content delivery network serves, once CDN_URL names it.

https://docs.djangoproject.com/en/5.2/howto/static-files/deployment/#serving-static-files-from-a-cloud-service-or-cdn
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings import security
from config.settings.environment import BASE_DIR, env

CDN_URL = env.str("CDN_URL", default="").rstrip("/")

if CDN_URL and not CDN_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("CDN_URL is not an address: write https://cdn.example.com.")

STATIC_URL = f"{CDN_URL}/static/"
# Where the network finds them here, whatever its own address looks like.
# https://whitenoise.readthedocs.io/en/stable/django.html#WHITENOISE_STATIC_PREFIX
WHITENOISE_STATIC_PREFIX = "/static/"

# The files under their hashed names; nothing else is in there.
STATIC_ROOT = BASE_DIR / "var" / "static"
# https://docs.djangoproject.com/en/5.2/ref/settings/#storages
STORAGES = {"staticfiles": {"BACKEND": "app.static_files.HashedNames"}}

# Everybody may read them, and nobody with credentials.
# https://github.com/adamchainz/django-cors-headers#cors_urls_regex-str--patternstr
CORS_URLS_REGEX = r"^/(?!static/)"

CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
if CDN_URL:
    network = f"'self' {urlsplit(CDN_URL).scheme}://{urlsplit(CDN_URL).netloc}"
    loaded = ("script-src", "style-src", "font-src", "img-src")
    CONTENT_SECURITY_POLICY = {**CONTENT_SECURITY_POLICY, **dict.fromkeys(loaded, network)}
