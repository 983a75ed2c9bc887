"""The description of the API, and the page that shows it."""

import re

from tests.base import ApiTestCase


class DocsTest(ApiTestCase):
    """What a programmer reads."""

    def test_every_route_of_the_api_is_described(self) -> None:
        paths = self.visitor.get("/openapi.json").get_json()["paths"]
        self.assertLessEqual({"/api/notes", "/api/notes/{note_id}", "/health/ready"}, set(paths))
        post = paths["/api/notes"]["post"]
        self.assertLessEqual({"201", "400", "413", "415", "422"}, set(post["responses"]))
        self.assertTrue(post["requestBody"]["content"]["application/json"]["schema"])

    def test_every_reference_leads_somewhere(self) -> None:
        response = self.visitor.get("/openapi.json")
        schemas = response.get_json()["components"]["schemas"]
        references = re.findall(r"#/components/schemas/(\w+)", response.text)
        self.assertEqual(set(references), set(schemas))

    def test_the_page_brings_its_own_files(self) -> None:
        response = self.visitor.get("/docs")
        self.assertIn("script-src", response.headers["Content-Security-Policy"])
        files = re.findall(r'(?:src|href)="([^"]+)"', response.text)
        self.assertTrue(files)
        for file in files:
            with self.subTest(file):
                self.assertEqual(self.visitor.get(file, buffered=True).status_code, 200)
