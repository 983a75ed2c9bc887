"""The description of the API."""

import re

from tests.base import GuestTest


class DocsTest(GuestTest):
    """The document and the page."""

    def test_it_describes_the_api_only(self) -> None:
        paths = self.guest.get("/openapi.json").json()["paths"]
        self.assertLessEqual(
            {"/api/notes", "/api/notes/{note_id}", "/health/live", "/health/ready"}, set(paths)
        )
        self.assertTrue(all(path.startswith(("/api/", "/health/")) for path in paths))

    def test_it_describes_the_problems(self) -> None:
        document = self.guest.get("/openapi.json").json()
        responses = document["paths"]["/api/notes"]["post"]["responses"]
        self.assertLessEqual({"201", "400", "413", "415", "422", "500"}, set(responses))
        schema = responses["422"]["content"]["application/problem+json"]["schema"]
        self.assertEqual(schema, {"$ref": "#/components/schemas/Problem"})
        self.assertIn("Problem", document["components"]["schemas"])

    def test_the_page_works_offline(self) -> None:
        page = self.guest.get("/docs")
        self.assertNotIn("https://", page.text)
        self.assertNotIn(
            "'unsafe-inline'", page.headers["Content-Security-Policy"].split("style-src")[0]
        )
        links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
        self.assertEqual(len(links), 4)
        for link in links:
            self.assertEqual(self.guest.head(link).status_code, 200)
