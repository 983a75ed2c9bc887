"""Errors: every one is answered as a problem document, https://www.rfc-editor.org/rfc/rfc9457."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, UnprocessableEntity

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """The body of every error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class InvalidProblem(Problem):
    """The body of a 422: what is wrong, by field."""

    errors: dict[str, list[str]]


class Invalid(UnprocessableEntity):
    """The request was understood, but its values break the rules."""

    description = "Some values are not valid."

    def __init__(self, error: ValidationError) -> None:
        super().__init__()
        self.errors = _messages_by_field(error)


def init_app(app: Flask) -> None:
    """Register the handlers; Flask turns an unexpected exception into a 500 and logs it."""
    app.register_error_handler(HTTPException, _answer_error)
    app.register_error_handler(Invalid, _answer_invalid)


def problem(status: int, detail: str, headers: Any = None, **members: Any) -> Response:
    """Make the answer for an error."""
    title = HTTPStatus(status).phrase
    body = {**Problem(title=title, status=status, detail=detail).model_dump(), **members}
    return Response(json.dumps(body), status, headers, content_type=MEDIA_TYPE)


def _answer_error(error: HTTPException) -> Response:
    if isinstance(error.response, Response):
        return error.response
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    # Some errors need a header, such as Allow for a 405.
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    return problem(status, error.description or HTTPStatus(status).description, headers)


def _answer_invalid(error: Invalid) -> Response:
    return problem(422, Invalid.description, errors=error.errors)


def _messages_by_field(error: ValidationError) -> Mapping[str, list[str]]:
    messages: dict[str, list[str]] = {}
    # The input stays out of the answer: it may be a password.
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        field = ".".join(str(part) for part in item["loc"]) or "body"
        messages.setdefault(field, []).append(item["msg"])
    return messages
