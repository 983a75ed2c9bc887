"""Every error is a problem document: RFC 9457, application/problem+json.

https://www.rfc-editor.org/rfc/rfc9457.html
https://www.django-rest-framework.org/api-guide/exceptions/
"""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

PROBLEM = "application/problem+json"
GetResponse = Callable[[HttpRequest], HttpResponse]

DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request is malformed, or its Host is not one of ALLOWED_HOSTS.",
    HTTPStatus.FORBIDDEN: "You may not do this.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not answer that method: see Allow.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something failed on our side; the log tells what.",
}


def problem(
    status: int, detail: str = "", headers: dict[str, str] | None = None, **members: Any
) -> JsonResponse:
    """An error as the answer to a request."""
    phrase = HTTPStatus(status)
    body = {
        "type": "about:blank",
        "title": phrase.phrase,
        "status": status,
        "detail": detail or DETAILS.get(phrase, phrase.description or phrase.phrase),
        **members,
    }
    return JsonResponse(body, status=status, headers=headers, content_type=PROBLEM)


def problem_documents(get_response: GetResponse) -> GetResponse:
    """Middleware: turns an error that came out as something else into a problem document."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        kind = response.headers.get("Content-Type")
        if response.status_code < HTTPStatus.BAD_REQUEST or kind == PROBLEM:
            return response
        kept = {name: response[name] for name in ("Allow",) if name in response}
        return problem(response.status_code, headers=kept)

    return middleware


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler for what Django finds malformed or suspicious, a foreign Host for example."""
    return problem(HTTPStatus.BAD_REQUEST)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The handler for an address without a route."""
    return problem(HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler for an unexpected exception, which Django has logged by then."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The answer to an exception in a view; None leaves it to Django, which logs it: a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    if isinstance(error, exceptions.ValidationError):
        return problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Some fields are not valid: see errors.",
            errors=messages_by_field(error.detail),
        )
    return problem(error.status_code, detail_of(error), headers_of(error))


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """How to sign in, or when to come back, where the error knows."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def detail_of(error: exceptions.APIException) -> str:
    """One sentence about the error."""
    if isinstance(error.detail, dict):
        return str(error.detail.get("detail", error.default_detail))
    return str(error.detail)


def messages_by_field(detail: Any) -> dict[str, list[str]]:
    """What is wrong with each field."""
    if not isinstance(detail, dict):
        return {"body": [str(message) for message in detail]}
    return {
        field: [str(message) for message in (found if isinstance(found, list) else [found])]
        for field, found in detail.items()
    }
