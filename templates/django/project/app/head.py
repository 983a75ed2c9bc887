"""HEAD is answered as GET is, without the body."""

from django.http import HttpRequest, HttpResponse

from app.errors import GetResponse


def bodiless_head(get_response: GetResponse) -> GetResponse:
    """Middleware: drops the body of an answer to HEAD; not every server does so itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware
