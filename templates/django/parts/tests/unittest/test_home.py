"""The home page."""

from tests.base import ApiTestCase


class HomeTest(ApiTestCase):
    def test_home(self) -> None:
        page = self.visitor.get("/").content.decode()
        self.assertIn("Django", page)
        self.assertIn('href="/docs"', page)
        self.assertIn(">ok<", page)
