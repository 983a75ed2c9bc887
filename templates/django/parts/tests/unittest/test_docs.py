"""The OpenAPI document and Swagger UI."""

from tests.base import ApiTestCase


class DocsTest(ApiTestCase):
    def test_openapi(self) -> None:
        document = self.visitor.get("/openapi.json").json()
        answers = document["paths"]["/api/notes"]["post"]["responses"]
        self.assertLessEqual({"201", "400", "413", "415", "422"}, set(answers))
        self.assertIn("application/problem+json", answers["422"]["content"])
        self.assertNotIn("/", document["paths"])

    def test_swagger_ui(self) -> None:
        answer = self.visitor.get("/docs")
        self.assertIn("swagger-ui", answer.content.decode())
        self.assertNotIn("https://", answer.content.decode())
        self.assertIn("'unsafe-inline'", answer["Content-Security-Policy"])
