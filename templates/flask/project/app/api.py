"""Flask-RESTful, set up so that requests become schemas and answers become JSON."""

import json
from typing import Any, TypeVar
from uuid import UUID

import flask_restful
from flask import Flask, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.errors import Invalid
from app.security import limited_body

# What a method of a resource may return besides a schema: with a status, and with headers.
Answer = tuple[BaseModel | None, int] | tuple[BaseModel | None, int, dict[str, str]]

Schema = TypeVar("Schema", bound=BaseModel)


class Api(flask_restful.Api):
    """A group of resources whose answers are schemas and whose errors go to app/errors.py."""

    def __init__(self, app: Flask, prefix: str = "") -> None:
        super().__init__(app, prefix=prefix)
        # https://flask-restful.readthedocs.io/en/latest/extending.html#content-negotiation
        self.representations = {"application/json": _to_json}

    def error_router(self, original_handler: Any, e: Exception) -> Any:
        """Leave errors to Flask: Flask-RESTful's own handler answers {"message": …}."""
        return original_handler(e)


class Resource(flask_restful.Resource):
    """The methods of one path. Nothing but this file knows Flask-RESTful."""

    # One object serves every request.
    # https://flask.palletsprojects.com/en/stable/views/#view-lifetime-and-self
    init_every_request = False


def read_body(schema: type[Schema]) -> Schema:
    """Read the JSON body, or answer 400, 413, 415 or 422."""
    if not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    try:
        values = json.loads(limited_body().decode())
    except (ValueError, RecursionError):
        raise BadRequest("The body is not JSON.") from None
    return _validate(schema, values)


def read_query(schema: type[Schema]) -> Schema:
    """Read the query string, or answer 422; of a repeated parameter the last one counts."""
    return _validate(schema, {name: values[-1] for name, values in request.args.lists()})


def read_id(text: str) -> UUID | None:
    """The id in a path; None for what is no id, or is one but written in another way."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def _validate(schema: type[Schema], values: Any) -> Schema:
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise Invalid(error) from None


def _to_json(data: BaseModel | None, status: int, headers: Any = None) -> Response:
    body = data.model_dump_json() if data else None
    return Response(body, status, headers, content_type="application/json")
