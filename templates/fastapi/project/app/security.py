"""What protects every route: headers, trusted hosts, CORS, and a limit on a body's size.

https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html
"""

from email.message import Message as MimeHeader

from fastapi import FastAPI, HTTPException, Request, status
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cors import AllowOrigins
from app.errors import problem
from app.settings import Settings

LARGEST_BODY = 1_000_000
TOO_LARGE = f"The body is larger than {LARGEST_BODY} bytes."

# In the form in which the server sends them, as this is done for each answer.
# https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
HEADERS = [
    (
        # https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; "
        b"frame-ancestors 'none'; object-src 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
# https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def init_app(app: FastAPI) -> None:
    """Put the guards in front of the routes, the outermost first."""
    settings = app.state.settings = Settings()
    app.user_middleware += [
        Middleware(AddHeaders, https_only=settings.production),
        Middleware(TrustHosts, hosts=settings.allowed_hosts),
        Middleware(AllowOrigins, origins=settings.cors_origins),
        Middleware(LimitBody),
    ]


class AddHeaders:
    """Tell browsers what they must not do with an answer."""

    def __init__(self, app: ASGIApp, https_only: bool) -> None:
        self.app = app
        self.https_only = https_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add each header that the answer does not set itself."""
        is_https = scope.get("scheme") == "https"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                names = {name for name, _ in headers}
                headers += [header for header in HEADERS if header[0] not in names]
                if self.https_only and is_https:
                    headers.append(HTTPS_ONLY)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)


class TrustHosts:
    """Refuse host names that are not ours: they would end up in links and caches."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it names one of our hosts."""
        if scope["type"] != "lifespan" and not self.trusts(first_host(scope)):
            answer = problem(400, "ALLOWED_HOSTS does not list the host of this request.")
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def trusts(self, host: str) -> bool:
        """Compare without the port; `*` trusts everybody."""
        name, colon, port = host.lower().rpartition(":")
        if not colon or not port.isdecimal():
            name = host.lower()
        return name in self.hosts or "*" in self.hosts


def first_host(scope: Scope) -> str:
    """Return the host that the framework goes by, should somebody send two."""
    hosts = (value for name, value in scope["headers"] if name == b"host")
    return next(hosts, b"").decode("latin-1")


class LimitBody:
    """Refuse large bodies before they fill the memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Trust the announced length only as far as it goes, and count what arrives."""
        headers = dict(scope["headers"]) if scope["type"] == "http" else {}
        announced = headers.get(b"content-length", b"")
        if not announced and b"transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        if announced.isdigit() and int(announced) > LARGEST_BODY:
            await problem(413, TOO_LARGE)(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY:
                raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, TOO_LARGE)
            return message

        await self.app(scope, count, send)


async def json_only(request: Request) -> None:
    """Refuse a body that is not JSON; a form of another site can send nothing but forms."""
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    mime = MimeHeader()
    mime["content-type"] = headers.get("content-type", "")
    if mime.get_content_type() != "application/json":
        raise HTTPException(
            status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, "Send JSON, as Content-Type: application/json."
        )
    try:
        (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "The body is not UTF-8.") from error
