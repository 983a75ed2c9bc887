"""Who may open a socket: whoever has an access token."""

import pytest
from fastapi.testclient import TestClient

from tests.forgery import FORGERIES, Members, forge
from tests.sockets import closing_code, open_socket, refusal


def test_nobody_comes_in_unknown(guest: TestClient) -> None:
    answer = refusal(guest)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_page_sends_the_token_as_a_subprotocol(client: TestClient) -> None:
    token = client.headers.pop("Authorization").removeprefix("Bearer ")
    with open_socket(client, "notes", f"bearer.{token}") as socket:
        assert socket.accepted_subprotocol == "notes"
    assert refusal(client, "notes", "bearer.nonsense").status_code == 401
    assert refusal(client, "notes").status_code == 401


@pytest.mark.parametrize("changes", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token(client: TestClient, changes: Members) -> None:
    token = forge(client.get("/api/auth/me").json()["id"], **changes)
    assert refusal(client, Authorization=f"Bearer {token}").status_code == 401


def test_a_token_that_expires_ends_the_socket(client: TestClient) -> None:
    token = forge(client.get("/api/auth/me").json()["id"], lifetime=1)
    with open_socket(client, Authorization=f"Bearer {token}") as socket:
        assert closing_code(socket) == 4401
