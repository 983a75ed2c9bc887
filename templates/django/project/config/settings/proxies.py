"""Whom the application believes when it tells who the client is.

https://docs.djangoproject.com/en/5.2/ref/settings/#secure-proxy-ssl-header
"""

from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# Addresses and networks. Gunicorn and Uvicorn read the same variable.
FORWARDED_ALLOW_IPS = env.list("FORWARDED_ALLOW_IPS", default=["127.0.0.1", "::1"])

for _name in FORWARDED_ALLOW_IPS:
    try:
        ip_network("0.0.0.0/0" if _name == "*" else _name)
    except ValueError as error:
        raise ImproperlyConfigured(f"FORWARDED_ALLOW_IPS: {error}") from error

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
