"""Static files under names that change with their content."""

import re
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from app.static_files import HashedNames
from tests.base import ApiTestCase
from tests.environment import read

HASHED = re.compile(r'"(/static/[^"]+\.[0-9a-f]{12}\.\w+)"')


class StaticFilesTest(ApiTestCase):
    def linked(self, page: str) -> list[str]:
        """The static files that a page links by their hashed names."""
        return HASHED.findall(self.visitor.get(page).content.decode())

    def test_pages_link_hashed_names(self) -> None:
        for page in ("/", "/docs"):
            with self.subTest(page=page):
                names = self.linked(page)
                text = self.visitor.get(page).content.decode()
                self.assertEqual(len(names), text.count('"/static/'))
                self.assertTrue(names)

    def test_a_hashed_name_is_kept_for_a_year(self) -> None:
        headers = {"Origin": "https://app.example.com"}
        answer = self.visitor.get(self.linked("/")[0], headers=headers)
        self.assertEqual(answer["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        self.assertNotIn("Access-Control-Allow-Credentials", answer)
        self.assertTrue(answer["Content-Type"].startswith("text/css"))

    def test_the_style_links_the_font(self) -> None:
        style = b"".join(self.visitor.get(self.linked("/")[0])).decode()
        font = re.search(r"states\.[0-9a-f]{12}\.woff2", style)
        answer = self.visitor.get(f"/static/{font.group() if font else 'none'}")
        self.assertEqual(answer["Content-Type"], "font/woff2")
        self.assertIn("immutable", answer["Cache-Control"])

    def test_a_plain_name_is_asked_for_each_time(self) -> None:
        self.assertEqual(self.visitor.get("/static/style.css")["Cache-Control"], "no-cache")

    def test_unknown_names(self) -> None:
        for name in ("style.000000000000.css", "staticfiles.json"):
            self.assertEqual(self.visitor.get(f"/static/{name}").status_code, 404)


class NamesTest(SimpleTestCase):
    def test_names_are_made_once(self) -> None:
        root = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(self.settings(STATIC_ROOT=root))
        first = HashedNames()
        [folder] = root.iterdir()
        made = folder.stat().st_ino
        self.assertEqual(HashedNames().url("style.css"), first.url("style.css"))
        self.assertEqual([each.stat().st_ino for each in root.iterdir()], [made])
        rmtree(folder)
        self.assertEqual(HashedNames().url("style.css"), first.url("style.css"))

    def test_the_network(self) -> None:
        found = read("static", CDN_URL="https://cdn.example.com/notes/")
        policy = found["CONTENT_SECURITY_POLICY"]
        self.assertEqual(found["STATIC_URL"], "https://cdn.example.com/notes/static/")
        self.assertEqual(policy["font-src"], "'self' https://cdn.example.com")
        self.assertEqual(policy["default-src"], "'self'")

    def test_no_network(self) -> None:
        self.assertEqual(read("static")["STATIC_URL"], "/static/")
        with self.assertRaises(ImproperlyConfigured):
            read("static", CDN_URL="cdn.example.com")
