"""Proxies: those that we know tell who the client is; anybody else may pretend to be somebody.

https://docs.djangoproject.com/en/5.2/ref/settings/#secure-proxy-ssl-header
"""

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from app.errors import GetResponse

EVERYBODY = "*"


def known_proxies(get_response: GetResponse) -> GetResponse:
    """Middleware: takes the client's address from a known proxy, and from nobody else."""
    known = settings.FORWARDED_ALLOW_IPS
    networks = [ip_network(name) for name in known if name != EVERYBODY]

    @lru_cache(maxsize=1000)
    def is_known(address: str) -> bool:
        if EVERYBODY in known:
            return True
        try:
            sender = ip_address(address)
        except ValueError:
            return False
        return any(sender in network for network in networks)

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if not is_known(request.META.get("REMOTE_ADDR", "")):
            # What Django would take the scheme from.
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        elif forwarded:
            # The last address is the one that the proxy itself has seen.
            request.META["REMOTE_ADDR"] = forwarded.rpartition(",")[2].strip()
        return get_response(request)

    return middleware
