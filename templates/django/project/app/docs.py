"""The OpenAPI document at /openapi.json and Swagger UI at /docs.

https://drf-spectacular.readthedocs.io/en/latest/
"""

from http import HTTPStatus
from typing import Any

from django.urls import path
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from app.api import PublicEndpoint
from app.errors import PROBLEM
from app.security import policy

# Swagger UI writes its style into the page and draws its icons from data: URLs.
DOCS_POLICY = policy(style_src="'unsafe-inline'", img_src="data:")

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "An error, as RFC 9457 describes it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "What is wrong with each field.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}


def document_problems(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Add to each operation the problems that follow from its shape.

    https://drf-spectacular.readthedocs.io/en/latest/customization.html#step-5-postprocessing-hooks
    """
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    for methods in result["paths"].values():
        for operation in methods.values():
            answers = operation["responses"]
            for status in _problems_of(operation):
                answers.setdefault(str(int(status)), {"description": status.phrase})
            for status, answer in answers.items():
                if status >= "400":
                    schema = {"$ref": "#/components/schemas/Problem"}
                    answer["content"] = {PROBLEM: {"schema": schema}}
    return result


def _problems_of(operation: dict[str, Any]) -> set[HTTPStatus]:
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    problems = {HTTPStatus.BAD_REQUEST}
    if "path" in places:
        problems |= {HTTPStatus.NOT_FOUND}
    if "query" in places:
        problems |= {HTTPStatus.UNPROCESSABLE_ENTITY}
    if "requestBody" in operation:
        problems |= {
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        }
    return problems


class OpenAPIView(PublicEndpoint, SpectacularAPIView):
    """The OpenAPI document."""


class SwaggerView(PublicEndpoint, SpectacularSwaggerSplitView):
    """Swagger UI, with its scripts from this server."""

    url = "/openapi.json"

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Content-Security-Policy": DOCS_POLICY}


urlpatterns = [
    path("openapi.json", OpenAPIView.as_view(renderer_classes=[OpenApiJsonRenderer2])),
    path("docs", SwaggerView.as_view()),
]
