"""Security: headers, permitted origins, our own host names, and the size of bodies."""

from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app import cors, static_files
from app.errors import problem
from app.settings import get_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

MAX_BODY_BYTES = 1_000_000

# https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
HEADERS = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]
ONLY_OVER_TLS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


class Guard:
    """Stands around Flask, in whose own hooks the same costs several times as much.

    https://flask.palletsprojects.com/en/stable/quickstart/#hooking-in-wsgi-middleware
    """

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app
        settings = get_settings()
        self.hosts = {urlsplit(f"//{host}").hostname for host in settings.allowed_hosts}
        self.origins = frozenset(settings.cors_origins)
        self.production = settings.production
        self.policy = ("Content-Security-Policy", content_security_policy())

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, as https://peps.python.org/pep-3333/ describes."""

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, self._complete(headers, environ), exc_info)

        answer = self._answer(environ) or self.wsgi_app
        return answer(environ, start)

    def _answer(self, environ: "WSGIEnvironment") -> Response | None:
        """What is answered without asking the application."""
        if _host_name(environ.get("HTTP_HOST", "")) not in self.hosts:
            return problem(HTTPStatus.BAD_REQUEST, "This host name is not one of ALLOWED_HOSTS.")
        asks_first = "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
        if asks_first and environ["REQUEST_METHOD"] == "OPTIONS" and self._permits(environ):
            return Response(status=HTTPStatus.NO_CONTENT, headers=cors.PREFLIGHT)
        return None

    def _complete(self, headers: Headers, environ: "WSGIEnvironment") -> Headers:
        """Add what browsers have to know."""
        given = dict(headers)
        complete = [*headers, *HEADERS]
        if "Content-Security-Policy" not in given:
            complete.append(self.policy)
        # What is public, as a static file may be, has said so itself.
        if "Access-Control-Allow-Origin" not in given:
            # A cache must not serve one origin's answer to another.
            complete.append(("Vary", "Origin"))
            if self._permits(environ):
                complete.append(("Access-Control-Allow-Origin", environ["HTTP_ORIGIN"]))
                complete += cors.ALLOWANCE.items()
        if self.production and environ["wsgi.url_scheme"] == "https":
            complete.append(ONLY_OVER_TLS)
        return complete

    def _permits(self, environ: "WSGIEnvironment") -> bool:
        return environ.get("HTTP_ORIGIN") in self.origins


def init_app(app: Flask) -> None:
    """Limit what Flask reads of a request."""
    # Flask refuses a longer Content-Length; without one it stops reading there:
    # https://flask.palletsprojects.com/en/stable/config/#MAX_CONTENT_LENGTH
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    # A path with a slash too many is unknown, and no reason to send anybody elsewhere.
    app.url_map.merge_slashes = False


def content_security_policy(styles: str = "", pictures: str = "") -> str:
    """What a page may load, and from where; one that needs more names it."""
    # https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html
    sources = static_files.sources()
    return (
        f"default-src 'self'; font-src {sources}; script-src {sources}; "
        f"style-src {sources}{styles}; img-src {sources}{pictures}; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'"
    )


def limited_body() -> bytes:
    """The body of the request, unless it is too large."""
    body = request.get_data()
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge(f"The body is longer than {MAX_BODY_BYTES} bytes.")
    return body


@lru_cache(maxsize=100)
def _host_name(header: str) -> str | None:
    # Werkzeug's own check of trusted hosts cannot hold an IPv6 address.
    try:
        url = urlsplit(f"//{header}")
        # Reading the port refuses what is no number, such as a second host name.
        odd = url.username is not None or url.path or url.port == 0
        return None if odd else url.hostname
    except ValueError:
        return None
