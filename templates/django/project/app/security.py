"""What Django's own security middleware leaves out: a content policy and a limit on bodies.

https://docs.djangoproject.com/en/5.2/topics/security/
"""

from typing import Any

from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from app.errors import GetResponse, problem


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Middleware: tells browsers where a page may load from, unless the view said so."""
    usual = policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", usual)
        return response

    return middleware


class Cors(CorsMiddleware):
    """Leaves to django-cors-headers what a script of another origin may have sent."""

    async_capable = False

    def __call__(self, request: HttpRequest) -> Any:
        if "HTTP_ORIGIN" in request.META:
            return super().__call__(request)
        response: Any = self.get_response(request)
        # A cache must not serve one origin's answer to another.
        patch_vary_headers(response, ["Origin"])
        return response


def policy(**more: str) -> str:
    """The content policy; a page may allow more of what `style_src`, say, names."""
    directives = dict(settings.CONTENT_SECURITY_POLICY)
    for name, sources in more.items():
        directive = name.replace("_", "-")
        allowed = directives.get(directive, directives["default-src"])
        directives[directive] = f"{allowed} {sources}"
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def body_limit(get_response: GetResponse) -> GetResponse:
    """Middleware: refuses a body that is too large before anything reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.MAX_BODY_SIZE:
            return problem(413, f"The body is larger than {settings.MAX_BODY_SIZE} bytes.")
        return get_response(request)

    return middleware
