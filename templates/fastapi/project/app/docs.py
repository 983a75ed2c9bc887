"""The description of the API, /openapi.json, and the page that shows it, /docs.

https://fastapi.tiangolo.com/how-to/extending-openapi/
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app import static_files
from app.errors import Problem, problems

FOLDER = Path(__file__).parent / "templates"
# Swagger UI writes styles into the page and draws with data: images.
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)

Operation = dict[str, Any]
Rule = Callable[[str, Operation], None]

rules: list[Rule] = []
router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(FOLDER, context_processors=[static_files.links])


def init_app(app: FastAPI) -> None:
    """Add the document and the page."""
    app.include_router(router)


def rule(function: Rule) -> Rule:
    """Register a function that completes the description of an operation, given its method."""
    rules.append(function)
    return function


@router.get("/openapi.json")
async def openapi(request: Request) -> dict[str, Any]:
    """Describe the API; the document is built once."""
    app = request.app
    if not hasattr(app.state, "openapi"):
        app.state.openapi = describe(app)
    document: dict[str, Any] = app.state.openapi
    return document


@router.get("/docs")
async def swagger_ui(request: Request) -> HTMLResponse:
    """Show the document, and let people try the API."""
    return templates.TemplateResponse(
        request,
        "docs.html",
        {"title": request.app.title},
        headers={"Content-Security-Policy": POLICY},
    )


def describe(app: FastAPI) -> dict[str, Any]:
    """Let FastAPI describe the routes, and add what holds for all of them."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for method, operation in operations(document):
        for complete in rules:
            complete(method, operation)
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Go through the operations of a document, each with its method."""
    for path in document["paths"].values():
        yield from path.items()


@rule
def problems_everywhere(_method: str, operation: Operation) -> None:
    """Add the problems that do not depend on the route, only on what it takes."""
    statuses = [400, 413, 500]
    responses = operation["responses"]
    responses.pop("422", None)
    if "requestBody" in operation:
        statuses += [415, 422]
    elif any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        statuses += [422]
    responses.update(as_responses(*statuses))


def as_responses(*statuses: int) -> Operation:
    """Describe problems as the finished document does: with text for keys."""
    return {str(status): response for status, response in problems(*statuses).items()}
