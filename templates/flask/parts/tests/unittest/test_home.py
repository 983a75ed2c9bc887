"""The home page."""

from app import home
from app.settings import PROJECT
from tests.base import ApiTestCase


class HomeTest(ApiTestCase):
    """What a browser shows first."""

    def test_every_technology_is_shown_with_its_file(self) -> None:
        page = self.visitor.get("/").text
        for technology in home.TECHNOLOGIES:
            with self.subTest(technology.name):
                self.assertIn(technology.name, page)
                self.assertIn(technology.file, page)
                self.assertTrue((PROJECT / technology.file).is_file())
        self.assertIn('href="/docs"', page)
        self.assertIn(">ok<", page)

    def test_the_style_is_ours(self) -> None:
        response = self.visitor.get("/static/style.css", buffered=True)
        self.assertEqual(response.mimetype, "text/css")
