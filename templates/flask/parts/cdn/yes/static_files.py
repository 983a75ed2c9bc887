"""Static files by names that change with their content, so that everybody may keep them."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import flask_swagger_ui
from flask import Flask, Response, request
from pydantic import AfterValidator
from werkzeug.exceptions import NotFound

from app.settings import PROJECT, EnvSettings

OWN_FILES = PROJECT / "app" / "static"
# What the page at /docs needs of Swagger UI.
SWAGGER_UI = Path(flask_swagger_ui.__file__).with_name("dist")
SWAGGER_UI_FILES = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
# https://developer.mozilla.org/docs/Web/HTTP/Guides/Caching#cache_busting
A_YEAR = "public, max-age=31536000, immutable"
# Any page may use what is public; a font needs to be told: https://www.w3.org/TR/css-fonts-4/#font-fetching-requirements
ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
LINK_IN_STYLE = re.compile(r"""url\(["']?([^"':)]+)["']?\)""")


def _address(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.netloc or url.query or url.fragment:
        raise ValueError("this is no address such as https://cdn.example.com")
    return value.rstrip("/")


class CdnSettings(EnvSettings):
    """The content delivery network that serves the static files."""

    # https://developer.mozilla.org/docs/Glossary/CDN
    cdn_url: Annotated[str, AfterValidator(_address)] | None = None


class StaticFiles(NamedTuple):
    """The files by hashed name, and the hashed name of each."""

    contents: dict[str, bytes]
    hashed_names: dict[str, str]


def init_app(app: Flask) -> None:
    """Serve the files in the place of Flask's own route."""
    _cdn_url()
    app.view_functions["static"] = serve
    app.jinja_env.globals["static_url"] = static_url


def static_url(name: str) -> str:
    """Where a page finds a static file."""
    return f"{_cdn_url()}/static/{_load().hashed_names[name]}"


def sources() -> str:
    """Where a page may load styles, scripts, fonts and pictures from."""
    url = urlsplit(_cdn_url())
    return f"'self' {url.scheme}://{url.netloc}" if url.netloc else "'self'"


def serve(filename: str) -> Response:
    """Answer a file: for a year by its hashed name, for once by its plain one."""
    files = _load()
    kept = filename in files.contents
    hashed_name = filename if kept else files.hashed_names.get(filename)
    if hashed_name is None:
        raise NotFound("There is no such file.")
    media_type = MEDIA_TYPES.get(Path(filename).suffix, "application/octet-stream")
    response = Response(files.contents[hashed_name], content_type=media_type, headers=ANY_ORIGIN)
    response.headers["Cache-Control"] = A_YEAR if kept else "no-cache"
    response.set_etag(hashed_name)
    response.make_conditional(request)
    return response


@cache
def _load() -> StaticFiles:
    plain = {path.relative_to(OWN_FILES).as_posix(): path for path in OWN_FILES.rglob("*.*")}
    plain |= {f"swagger-ui/{name}": SWAGGER_UI / name for name in SWAGGER_UI_FILES}
    files = StaticFiles({}, {})
    # Styles last: they hold the hashed names of the others.
    for name in sorted(plain, key=lambda name: name.endswith(".css")):
        content = plain[name].read_bytes()
        if name.endswith(".css"):
            content = _relink(content.decode(), files.hashed_names).encode()
        stem, _, extension = name.rpartition(".")
        hashed_name = f"{stem}.{sha256(content).hexdigest()[:16]}.{extension}"
        files.contents[hashed_name] = content
        files.hashed_names[name] = hashed_name
    return files


def _relink(style: str, hashed_names: dict[str, str]) -> str:
    return LINK_IN_STYLE.sub(lambda link: f'url("{hashed_names.get(link[1], link[1])}")', style)


@cache
def _cdn_url() -> str:
    return CdnSettings.load().cdn_url or ""
