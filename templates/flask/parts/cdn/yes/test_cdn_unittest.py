"""Static files by names that change with their content."""

import os
import re
from unittest.mock import patch

from app import security
from app.static_files import CdnSettings, static_url
from tests.base import ApiTestCase
from tests.support import assert_problem

NETWORK = "https://cdn.example.com/notes"
FILES = ["style.css", "states.woff2", "docs.js", "swagger-ui/swagger-ui.css"]


class CdnTest(ApiTestCase):
    """What a content delivery network may keep."""

    def test_pages_link_hashed_names(self) -> None:
        for page in ("/", "/docs"):
            with self.subTest(page):
                text = self.visitor.get(page).text
                hashed = re.findall(r'"/static/[\w/-]+\.[0-9a-f]{16}\.\w+"', text)
                self.assertEqual(len(hashed), text.count("/static/"))
                self.assertTrue(hashed)

    def test_a_hashed_name_is_kept_for_a_year(self) -> None:
        for name in FILES:
            with self.subTest(name):
                origin = {"Origin": "https://app.example"}
                response = self.visitor.get(static_url(name), headers=origin)
                self.assertEqual(response.status_code, 200)
                headers = response.headers
                year = "public, max-age=31536000, immutable"
                self.assertEqual(headers["Cache-Control"], year)
                self.assertEqual(headers.getlist("Access-Control-Allow-Origin"), ["*"])
                self.assertNotIn("Access-Control-Allow-Credentials", headers)
                self.assertNotIn("Vary", headers)
                known = {"If-None-Match": headers["ETag"]}
                again = self.visitor.get(static_url(name), headers=known)
                self.assertEqual(again.status_code, 304)

    def test_the_style_links_the_font(self) -> None:
        style = self.visitor.get(static_url("style.css"))
        self.assertEqual(style.content_type, "text/css; charset=utf-8")
        self.assertIn(static_url("states.woff2").removeprefix("/static/"), style.text)
        font = self.visitor.get(static_url("states.woff2"))
        self.assertEqual(font.content_type, "font/woff2")
        self.assertTrue(font.data.startswith(b"wOF2"))

    def test_a_plain_name_is_asked_for_each_time(self) -> None:
        for name in FILES:
            with self.subTest(name):
                response = self.visitor.get(f"/static/{name}")
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response.headers["Cache-Control"], "no-cache")

    def test_other_names(self) -> None:
        for name in ("style.0000000000000000.css", "none.css", "../main.py"):
            with self.subTest(name):
                assert_problem(self.visitor.get(f"/static/{name}"), 404)

    def test_the_network_serves_the_files(self) -> None:
        with patch("app.static_files._cdn_url", return_value=NETWORK):
            page = self.visitor.get("/").text
            policy = security.content_security_policy()
        self.assertIn(f'"{NETWORK}/static/style.', page)
        for kind in ("style", "script", "font", "img"):
            self.assertIn(f"{kind}-src 'self' https://cdn.example.com;", policy)
        self.assertIn("default-src 'self';", policy)

    def test_an_address_that_is_none(self) -> None:
        for url in ("cdn.example.com", "ftp://cdn.example.com", "https://a/?b"):
            with (
                self.subTest(url),
                patch.dict(os.environ, {"CDN_URL": url}),
                self.assertRaisesRegex(SystemExit, "CDN_URL: this is no address"),
            ):
                CdnSettings.load()

    def test_a_slash_at_the_end_means_nothing(self) -> None:
        with patch.dict(os.environ, {"CDN_URL": f"{NETWORK}/"}):
            self.assertEqual(CdnSettings.load().cdn_url, NETWORK)
