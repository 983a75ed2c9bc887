"""What Django's own security middleware leaves out: a content policy and a limit on bodies.

https://docs.djangoproject.com/en/5.2/topics/security/
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from app.errors import GetResponse, problem


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Middleware: tells browsers where a page may load from, unless the view said so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy())
        return response

    return middleware


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
