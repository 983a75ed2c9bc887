"""What a proxy says of a client, and what a client says of itself."""

import pytest
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


@pytest.mark.parametrize(
    ("sender", "known"),
    [("127.0.0.1", "127.0.0.1"), ("10.1.2.3", "::1, 10.0.0.0/8"), ("2001:db8::1", "2001:db8::/32"),
     ("203.0.113.9", "::1, *")],
)  # fmt: skip
def test_a_known_proxy_is_believed(sender: str, known: str) -> None:
    assert seen(sender, known) == "https 198.51.100.7"


@pytest.mark.parametrize("sender", ["203.0.113.9", "127.0.0.2", "::1", ""])
def test_a_stranger_is_not(sender: str) -> None:
    assert seen(sender, "127.0.0.1,10.0.0.0/8").startswith("http ")
    assert "198.51.100.7" not in seen(sender, "127.0.0.1,10.0.0.0/8")


def test_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.0/8, ::1")
    assert ProxySettings().forwarded_allow_ips == "10.0.0.0/8, ::1"
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "the proxy")
    with pytest.raises(ValidationError, match="the proxy"):
        ProxySettings()
