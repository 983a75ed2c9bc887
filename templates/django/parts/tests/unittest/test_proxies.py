"""What a proxy says of a client, and what a client says of itself."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, SimpleTestCase, override_settings

from app.proxies import known_proxies

SAID = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7", "X-Forwarded-Proto": "https"}


def seen(sender: str) -> str:
    """Who the application believes to be the client of a request."""

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.scheme} {request.META['REMOTE_ADDR']}")

    request = RequestFactory().get("/", headers=SAID, REMOTE_ADDR=sender)
    return known_proxies(answer)(request).content.decode()


class ProxiesTest(SimpleTestCase):
    """Whom the application believes."""

    def test_a_known_proxy_is_believed(self) -> None:
        for sender, known in (
            ("127.0.0.1", "127.0.0.1"),
            ("10.1.2.3", "10.0.0.0/8"),
            ("2001:db8::1", "2001:db8::/32"),
            ("203.0.113.9", "*"),
        ):
            with (
                self.subTest(sender),
                override_settings(FORWARDED_ALLOW_IPS=["192.0.2.9", known]),
            ):
                self.assertEqual(seen(sender), "https 198.51.100.7")

    @override_settings(FORWARDED_ALLOW_IPS=["127.0.0.1", "10.0.0.0/8"])
    def test_a_stranger_is_not(self) -> None:
        for sender in ("203.0.113.9", "127.0.0.2", "::1", ""):
            with self.subTest(sender):
                self.assertEqual(seen(sender), f"http {sender}")
