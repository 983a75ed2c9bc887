"""What attackers try on the way to the provider and back."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.clients import CALLBACK, LOGIN, PROVIDER, sign_in, start
from tests.support import open_client

EVIL = "https://evil.example"


# API7: server side request forgery, and open redirects
@pytest.mark.parametrize("name", ["next", "redirect_uri", "state", "issuer"])
def test_to_change_the_way_to_the_provider(guest: TestClient, name: str) -> None:
    answer = guest.get(LOGIN, params={name: EVIL}, follow_redirects=False)
    assert answer.headers["Location"].startswith(f"{PROVIDER.issuer}/")
    assert "evil" not in answer.headers["Location"]


def test_to_sign_somebody_in_as_the_attacker(guest: TestClient) -> None:
    link = start(guest)  # of the attacker, who stops here and sends the link to somebody
    with open_client(create_app()) as somebody:
        assert somebody.get(CALLBACK, params=link).status_code == 400
        start(somebody)
        assert somebody.get(CALLBACK, params=link).status_code == 400


# API10: unsafe consumption of APIs
def test_to_take_over_an_account_by_its_address(guest: TestClient) -> None:
    sign_in(guest, sub="ada", email="ada@example.com")
    guest.post("/api/notes", json={"title": "Hers"})
    for verified in (True, False):
        sign_in(guest, sub="eve", email="ada@example.com", email_verified=verified)
        assert guest.get("/api/notes").json()["total"] == 0
