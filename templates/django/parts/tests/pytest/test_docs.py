"""The OpenAPI document and Swagger UI."""

from rest_framework.test import APIClient


def test_openapi(visitor: APIClient) -> None:
    document = visitor.get("/openapi.json").json()
    answers = document["paths"]["/api/notes"]["post"]["responses"]
    assert {"201", "400", "413", "415", "422"} <= set(answers)
    assert "application/problem+json" in answers["422"]["content"]
    assert "/" not in document["paths"]


def test_swagger_ui(visitor: APIClient) -> None:
    answer = visitor.get("/docs")
    assert "swagger-ui" in answer.content.decode()
    assert "https://" not in answer.content.decode()
    assert "'unsafe-inline'" in answer["Content-Security-Policy"]
