"""Proxies: those that we know tell who the client is; anybody else may pretend to be somebody."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import EnvSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

EVERYBODY = "*"


def _networks(text: str) -> str:
    for name in text.split(","):
        if name.strip() != EVERYBODY:
            ip_network(name.strip())
    return text


class ProxySettings(EnvSettings):
    """Whom we believe: addresses and networks."""

    # Gunicorn takes the scheme from the same proxies:
    # https://gunicorn.org/reference/settings/#forwarded_allow_ips
    forwarded_allow_ips: Annotated[str, AfterValidator(_networks)] = "127.0.0.1,::1"


class KnownProxies:
    """Stands around the application and takes the client's address and scheme from a proxy.

    https://werkzeug.palletsprojects.com/en/stable/middleware/proxy_fix/
    """

    def __init__(self, wsgi_app: "WSGIApplication", known: str = "") -> None:
        self.wsgi_app = wsgi_app
        # The last address that it names is the one that the proxy itself has seen.
        self.corrected = ProxyFix(wsgi_app, x_for=1, x_proto=1)
        text = known or ProxySettings.load().forwarded_allow_ips
        names = [name.strip() for name in text.split(",")]
        self.everybody = EVERYBODY in names
        self.networks = [ip_network(name) for name in names if name != EVERYBODY]
        self.is_known = lru_cache(maxsize=1000)(self._is_known)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, as https://peps.python.org/pep-3333/ describes."""
        app = self.corrected if self.is_known(environ.get("REMOTE_ADDR", "")) else self.wsgi_app
        return app(environ, start_response)

    def _is_known(self, address: str) -> bool:
        if self.everybody:
            return True
        try:
            sender = ip_address(address)
        except ValueError:
            return False
        return any(sender in network for network in self.networks)
