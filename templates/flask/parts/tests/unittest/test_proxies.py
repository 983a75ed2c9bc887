"""What a proxy says of a client, and what a client says of itself."""

import os
from unittest import TestCase
from unittest.mock import patch

from pydantic import ValidationError
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from app.proxies import KnownProxies, ProxySettings

SAID = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7", "X-Forwarded-Proto": "https"}


def seen(sender: str, known: str) -> str:
    """Who the application believes to be the client of a request."""

    @Request.application
    def app(request: Request) -> Response:
        return Response(f"{request.scheme} {request.remote_addr}")

    client = Client(KnownProxies(app, known))
    return client.get("/", headers=SAID, environ_base={"REMOTE_ADDR": sender}).text


class ProxiesTest(TestCase):
    """Whom the application believes."""

    def test_a_known_proxy_is_believed(self) -> None:
        for sender, known in (
            ("127.0.0.1", "127.0.0.1"),
            ("10.1.2.3", "192.0.2.9, 10.0.0.0/8"),
            ("2001:db8::1", "2001:db8::/32"),
            ("203.0.113.9", "::1, *"),
        ):
            with self.subTest(sender):
                self.assertEqual(seen(sender, known), "https 198.51.100.7")

    def test_a_stranger_is_not(self) -> None:
        for sender in ("203.0.113.9", "127.0.0.2", "::1", ""):
            with self.subTest(sender):
                found = seen(sender, "127.0.0.1,10.0.0.0/8")
                self.assertTrue(found.startswith("http "))
                self.assertNotIn("198.51.100.7", found)

    def test_the_setting(self) -> None:
        with patch.dict(os.environ, FORWARDED_ALLOW_IPS="10.0.0.0/8, ::1"):
            self.assertEqual(ProxySettings().forwarded_allow_ips, "10.0.0.0/8, ::1")
        with (
            patch.dict(os.environ, FORWARDED_ALLOW_IPS="the proxy"),
            self.assertRaisesRegex(ValidationError, "the proxy"),
        ):
            ProxySettings()
