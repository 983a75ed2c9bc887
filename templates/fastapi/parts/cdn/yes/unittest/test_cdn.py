"""Static files under names that change with their content."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from fastapi.testclient import TestClient
from pydantic import ValidationError

from app.main import create_app
from app.settings import explain
from app.static_files import CdnSettings
from tests.base import DatabaseTest, GuestTest
from tests.support import open_client

NETWORK = "https://cdn.example.com"
ELSEWHERE = "https://app.example.com"
KINDS = ("script-src", "style-src", "font-src", "img-src")


@contextmanager
def client_with(**settings: str) -> Iterator[TestClient]:
    """Open a client of an application with other settings."""
    with patch.dict(os.environ, settings), open_client(create_app()) as client:
        yield client


def links(client: TestClient) -> list[str]:
    """Return the files that the pages link, and those that their style sheet links."""
    pages = client.get("/").text + client.get("/docs").text
    found = re.findall(r'(?:href|src)="([^"]+\.\w+)"', pages)
    style = next(link for link in found if "/style." in link)
    fonts = re.findall(r'url\("([^"]+)"\)', client.get(style.removeprefix(NETWORK)).text)
    return found + [f"{style.rpartition('/')[0]}/{font}" for font in fonts]


class NamesTest(GuestTest):
    """What files are called, and how they are answered."""

    def test_names_hold_a_hash(self) -> None:
        found = links(self.guest)
        self.assertEqual(len(found), 6)
        for link in found:
            self.assertRegex(link, r"^/static/[\w-]+\.[0-9a-f]{12}\.(css|js|png|woff2)$")

    def test_types(self) -> None:
        answers = {link: self.guest.get(link) for link in links(self.guest)}
        types = {
            link.rpartition(".")[2]: answer.headers["Content-Type"]
            for link, answer in answers.items()
        }
        expected = {
            "css": "text/css; charset=utf-8",
            "js": "text/javascript; charset=utf-8",
            "png": "image/png",
            "woff2": "font/woff2",
        }
        self.assertEqual(types, expected)

    def test_other_names_are_none(self) -> None:
        for name in ("style.css", "style.000000000000.css", "..%2fsettings.py", ""):
            with self.subTest(name):
                answer = self.guest.get(f"/static/{name}")
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Cache-Control", answer.headers)


class NetworkTest(DatabaseTest):
    """What other origins get, and what comes from them."""

    def test_they_are_kept_for_a_year_and_by_anybody(self) -> None:
        with client_with(CORS_ORIGINS=ELSEWHERE) as client:
            for link in links(client):
                headers = client.get(link, headers={"Origin": ELSEWHERE}).headers
                self.assertEqual(headers["Cache-Control"], "public, max-age=31536000, immutable")
                self.assertEqual(headers.get_list("Access-Control-Allow-Origin"), ["*"])
                self.assertNotIn("Access-Control-Allow-Credentials", headers)
                self.assertNotIn("Vary", headers)

    def test_a_network_serves_them(self) -> None:
        for url in (NETWORK, f"{NETWORK}/", f"{NETWORK}:8443/notes/"):
            with self.subTest(url), client_with(CDN_URL=url) as client:
                origin = re.sub(r"(:\d+)?/.*", r"\1", url.removeprefix("https://"))
                for page in (client.get("/"), client.get("/docs")):
                    for link in re.findall(r'(?:href|src)="([^"]+\.\w+)"', page.text):
                        self.assertTrue(link.startswith(f"{url.rstrip('/')}/static/"))
                    policy = page.headers["Content-Security-Policy"].split("; ")
                    sources = dict(directive.split(" ", 1) for directive in policy)
                    for kind in KINDS:
                        self.assertEqual(sources[kind].split()[-1], f"https://{origin}")
                    self.assertEqual(sources["default-src"], "'self'")
                api = client.get("/health/live")
                self.assertNotIn(NETWORK, api.headers["Content-Security-Policy"])

    def test_what_is_no_address_is_refused(self) -> None:
        for url in ("cdn.example.com", "https://", f"{NETWORK}; x", f"{NETWORK}?a=b"):
            with self.subTest(url), patch.dict(os.environ, CDN_URL=url):
                with self.assertRaises(ValidationError) as caught:
                    CdnSettings()
                message = explain(caught.exception)
                self.assertTrue(message.startswith("CDN_URL: must be an address such as https://"))
