"""The API's description at /openapi.json, and the page at /docs that shows it."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from apispec import APISpec
from flask import Flask, Response, current_app, jsonify, render_template
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import errors, security

View = TypeVar("View", bound=Callable[..., Any])
Json = dict[str, Any]

REFERENCE = "#/components/schemas/{model}"


class Operation(NamedTuple):
    """What the description says of one method of a resource."""

    summary: str
    answers: dict[int, type[BaseModel] | None]
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    problems: list[int]

    def schemas(self) -> Iterator[type[BaseModel]]:
        """The schemas of the bodies; a query is described field by field."""
        for schema in (*self.answers.values(), self.body):
            if schema is not None:
                yield schema


class Guard(NamedTuple):
    """How the operations under some paths are protected."""

    paths: tuple[str, ...]
    schemes: Json
    to_read: list[str]
    to_write: list[str]
    problems_of_writes: list[int]


def describe(
    summary: str,
    *,
    answers: dict[int, type[BaseModel] | None],
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    problems: list[int] | None = None,
) -> Callable[[View], View]:
    """Describe a method of a resource; what follows from a query or a body is added."""

    def mark(view: View) -> View:
        view.operation = Operation(summary, answers, query, body, problems or [])  # type: ignore[attr-defined]
        return view

    return mark


def guard(app: Flask, protection: Guard) -> None:
    """Describe how operations are protected."""
    app.extensions["guard"] = protection


def init_app(app: Flask) -> None:
    """Describe every resource that was registered so far."""
    description = _describe_app(app)
    app.add_url_rule("/openapi.json", "openapi", lambda: jsonify(description))
    app.add_url_rule("/docs", view_func=docs_page)


def docs_page() -> Response:
    """Show the description with Swagger UI."""
    response = Response(render_template("docs.html", title=current_app.config["TITLE"]))
    # Swagger UI carries its pictures within its style, and writes styles into the page.
    policy = security.content_security_policy(styles=" 'unsafe-inline'", pictures=" data:")
    response.headers["Content-Security-Policy"] = policy
    return response


def _describe_app(app: Flask) -> Json:
    protection: Guard | None = app.extensions.get("guard")
    spec = APISpec(app.config["TITLE"], "0.1.0", "3.1.0")
    for name, scheme in (protection.schemes if protection else {}).items():
        spec.components.security_scheme(name, scheme)
    operations = list(_operations(app))
    used = {schema for *_, operation in operations for schema in operation.schemas()}
    for name, schema in _schemas({*used, errors.Problem, errors.InvalidProblem}).items():
        spec.components.schema(name, schema)
    for path, method, operation in operations:
        details = _details(path, method, operation, protection)
        spec.path(path, operations={method: details})
    return spec.to_dict()


def _operations(app: Flask) -> Iterator[tuple[str, str, Operation]]:
    for rule in app.url_map.iter_rules():
        resource = getattr(app.view_functions[rule.endpoint], "view_class", None)
        for method in sorted(getattr(resource, "methods", None) or ()):
            view = getattr(resource, method.lower(), None)
            if operation := getattr(view, "operation", None):
                # Flask writes <note_id> where OpenAPI writes {note_id}.
                yield re.sub(r"<(\w+)>", r"{\1}", rule.rule), method.lower(), operation


def _schemas(used: set[type[BaseModel]]) -> dict[str, Json]:
    by_name = sorted(used, key=lambda schema: schema.__name__)
    _, document = models_json_schema(
        [(schema, "validation") for schema in by_name], ref_template=REFERENCE
    )
    definitions: dict[str, Json] = document["$defs"]
    return definitions


def _details(path: str, method: str, operation: Operation, protection: Guard | None) -> Json:
    # A foreign Host header is a 400 everywhere.
    problems = {400, 500, *operation.problems}
    parameters = _path_parameters(path)
    details: Json = {"summary": operation.summary, "tags": [_tag(path)]}
    if operation.query:
        problems.add(422)
        parameters += _query_parameters(operation.query)
    if operation.body:
        problems |= {413, 415, 422}
        content = {"application/json": {"schema": _reference(operation.body)}}
        details["requestBody"] = {"required": True, "content": content}
    if protection and _is_guarded(path, protection):
        writes = method != "get"
        problems |= {401, *(protection.problems_of_writes if writes else ())}
        names = protection.to_write if writes else protection.to_read
        details["security"] = [{name: [] for name in names}]
    return {**details, "parameters": parameters, "responses": _responses(operation, problems)}


def _is_guarded(path: str, protection: Guard) -> bool:
    # Whoever signs in is not signed in yet; everything else of the API belongs to somebody.
    if path.startswith("/api/auth/"):
        return path.startswith(protection.paths)
    return path.startswith("/api/")


def _responses(operation: Operation, problems: set[int]) -> Json:
    responses: Json = {}
    for status, schema in operation.answers.items():
        content = {"application/json": {"schema": _reference(schema)}} if schema else {}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    for status in sorted(problems):
        invalid = status == HTTPStatus.UNPROCESSABLE_ENTITY
        body = _reference(errors.InvalidProblem if invalid else errors.Problem)
        content = {errors.MEDIA_TYPE: {"schema": body}}
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": content}
    return responses


def _reference(schema: type[BaseModel]) -> Json:
    return {"$ref": REFERENCE.format(model=schema.__name__)}


def _query_parameters(query: type[BaseModel]) -> list[Json]:
    properties: dict[str, Json] = query.model_json_schema()["properties"]
    return [{"name": name, "in": "query", "schema": schema} for name, schema in properties.items()]


def _path_parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]


def _tag(path: str) -> str:
    # /api/notes/{note_id} is about notes, /health/live about health.
    return path.removeprefix("/api").split("/")[1]
