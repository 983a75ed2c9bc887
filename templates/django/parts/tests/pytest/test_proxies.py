"""What a proxy says of a client, and what a client says of itself."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from app.proxies import known_proxies

SAID = {"X-Forwarded-For": "192.0.2.1, 198.51.100.7", "X-Forwarded-Proto": "https"}


def seen(sender: str) -> str:
    """Who the application believes to be the client of a request."""

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.scheme} {request.META['REMOTE_ADDR']}")

    request = RequestFactory().get("/", headers=SAID, REMOTE_ADDR=sender)
    return known_proxies(answer)(request).content.decode()


@pytest.mark.parametrize(
    ("sender", "known"),
    [("127.0.0.1", "127.0.0.1"), ("10.1.2.3", "10.0.0.0/8"), ("2001:db8::1", "2001:db8::/32"),
     ("203.0.113.9", "*")],
)  # fmt: skip
def test_a_known_proxy_is_believed(sender: str, known: str) -> None:
    with override_settings(FORWARDED_ALLOW_IPS=["192.0.2.9", known]):
        assert seen(sender) == "https 198.51.100.7"


@pytest.mark.parametrize("sender", ["203.0.113.9", "127.0.0.2", "::1", ""])
@override_settings(FORWARDED_ALLOW_IPS=["127.0.0.1", "10.0.0.0/8"])
def test_a_stranger_is_not(sender: str) -> None:
    assert seen(sender) == f"http {sender}"
