"""Security: headers, permitted origins, our own host names, and the size of bodies."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app import cors, static_files
from app.settings import get_settings

MAX_BODY_BYTES = 1_000_000

# https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
HEADERS = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]


def init_app(app: Flask) -> None:
    """Guard every request and every answer."""
    # Flask refuses a longer Content-Length; without one it stops reading there:
    # https://flask.palletsprojects.com/en/stable/config/#MAX_CONTENT_LENGTH
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
    settings = get_settings()
    app.config["OUR_HOSTS"] = {urlsplit(f"//{host}").hostname for host in settings.allowed_hosts}
    app.config["CORS_ORIGINS"] = frozenset(settings.cors_origins)
    app.config["CONTENT_SECURITY_POLICY"] = content_security_policy()
    app.before_request(_check_request)
    # A path with a slash too many is unknown, and no reason to send anybody elsewhere.
    app.url_map.merge_slashes = False
    app.after_request(_add_headers)


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


def _check_request() -> Response | None:
    environ = request.environ
    if _host_name(environ.get("HTTP_HOST", "")) not in current_app.config["OUR_HOSTS"]:
        raise BadRequest("This host name is not one of ALLOWED_HOSTS.")
    asks_first = "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    if request.method == "OPTIONS" and asks_first and _is_permitted(request.origin):
        return Response(status=204, headers=cors.PREFLIGHT)
    return None


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", current_app.config["CONTENT_SECURITY_POLICY"])
    headers.extend(HEADERS)
    # What is public, as a static file may be, has said so itself.
    if "Access-Control-Allow-Origin" not in headers:
        _add_permission(headers)
    if request.is_secure and get_settings().production:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _add_permission(headers: Headers) -> None:
    # A cache must not serve one origin's answer to another.
    headers.add("Vary", "Origin")
    if _is_permitted(request.origin):
        headers["Access-Control-Allow-Origin"] = request.origin
        headers.extend(cors.ALLOWANCE)


def _is_permitted(origin: str | None) -> bool:
    return origin in current_app.config["CORS_ORIGINS"]


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
