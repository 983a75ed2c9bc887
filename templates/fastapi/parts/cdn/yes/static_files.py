"""The files that pages link, under names that change with their content: a network may keep them.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Caching#cache_busting
"""

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import fastapi_offline
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from pydantic import AfterValidator
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import EnvironmentSettings

FOLDER = Path(__file__).parent / "static"
# A package brings Swagger UI along, so that its page needs no other host.
SWAGGER_UI = Path(fastapi_offline.__file__).parent / "static"
FILES = [
    *FOLDER.iterdir(),
    *(SWAGGER_UI / name for name in ("favicon.png", "swagger-ui-bundle.js", "swagger-ui.css")),
]
# The operating system has a list as well, but each its own.
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
HEADERS = {
    # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cache-Control#immutable
    "Cache-Control": "public, max-age=31536000, immutable",
    # Without it browsers do not use a font from another origin.
    "Access-Control-Allow-Origin": "*",
}
POLICY = "Content-Security-Policy"
KINDS = ("script-src", "style-src", "font-src", "img-src")
LINK = re.compile(r'(?<=url\(")[^"]+')

router = APIRouter(prefix="/static", include_in_schema=False)


class File(NamedTuple):
    """What is behind a name."""

    content: bytes
    type: str


def web_address(url: str) -> str:
    """Refuse what is no address of files: it would end up in a header and in pages."""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", url):
        raise ValueError("must be an address such as https://cdn.example.com")
    return url.rstrip("/")


class CdnSettings(EnvironmentSettings):
    """The network that serves the files."""

    # https://developer.mozilla.org/en-US/docs/Glossary/CDN
    cdn_url: Annotated[str, AfterValidator(web_address)] | None = None


def init_app(app: FastAPI) -> None:
    """Serve the files, and let pages load them from the network where there is one."""
    app.include_router(router)
    app.state.cdn_url = CdnSettings().cdn_url or ""
    if app.state.cdn_url:
        network = urlsplit(app.state.cdn_url)
        origin = f"{network.scheme}://{network.netloc}"
        # The outermost, as it adds to a policy that is complete.
        app.user_middleware.insert(0, Middleware(AllowNetwork, origin=origin))


def links(request: Request) -> dict[str, Callable[[str], str]]:
    """Give templates what makes the address of a file."""
    names, _ = load()
    base = f"{request.app.state.cdn_url}{router.prefix}"
    return {"link": lambda name: f"{base}/{names[name]}"}


@router.get("/{name}")
async def serve(name: str) -> Response:
    """Answer with a file; a name without its hash, or with another one, is none."""
    _, files = load()
    if name not in files:
        raise HTTPException(404)
    return Response(files[name].content, media_type=files[name].type, headers=HEADERS)


@cache
def load() -> tuple[dict[str, str], dict[str, File]]:
    """Read all files, once: what each is called, and what is behind that name."""
    names: dict[str, str] = {}
    files: dict[str, File] = {}
    # Style sheets come last, as they link others.
    for path in sorted(FILES, key=lambda path: path.suffix == ".css"):
        content = path.read_bytes()
        if path.suffix == ".css":
            content = LINK.sub(
                lambda found: names.get(found[0], found[0]), content.decode()
            ).encode()
        name = f"{path.stem}.{sha256(content).hexdigest()[:12]}{path.suffix}"
        names[path.name] = name
        files[name] = File(content, TYPES[path.suffix])
    return names, files


class AllowNetwork:
    """Let pages load files from the network, and nothing else."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the network to the policy of each page."""

        async def send_with_network(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("Content-Type", "").startswith("text/html"):
                    headers[POLICY] = allow(headers[POLICY], self.origin)
            await send(message)

        await self.app(scope, receive, send_with_network)


def allow(policy: str, origin: str) -> str:
    """Add an origin to what a policy says of files."""
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    for kind in KINDS:
        directives[kind] = f"{directives.get(kind, directives['default-src'])} {origin}"
    return "; ".join(f"{kind} {sources}" for kind, sources in directives.items())
