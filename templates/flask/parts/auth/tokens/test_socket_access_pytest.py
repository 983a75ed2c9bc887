"""Who may open a socket, and whose changes it tells."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from websockets.typing import Subprotocol

from tests import clients, sockets


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with sockets.serving(shared_app) as address:
        yield address


def offered(token: str) -> list[Subprotocol]:
    return [Subprotocol("notes"), Subprotocol(f"bearer.{token}")]


def test_a_page_offers_its_token_as_a_subprotocol(address: str, visitor: FlaskClient) -> None:
    token = clients.token_pair(visitor)["access_token"]
    with sockets.opened(address, {}, subprotocols=offered(token)) as page:
        assert page.subprotocol == "notes"
        visitor.post("/api/notes", json={"title": "Milk"})
        assert sockets.told(page)["type"] == "note.created"


@pytest.mark.parametrize("token", ["", "forged", "é"])
def test_without_a_valid_token(address: str, app: Flask, token: str) -> None:
    assert sockets.refused(address, {"Authorization": f"Bearer {token}"}) == 401
    assert sockets.refused(address, {"Origin": sockets.ORIGIN}) == 401
    assert sockets.refused(address, {}, subprotocols=[Subprotocol("bearer.forged")]) == 401


def test_nobody_hears_of_someone_elses(app: Flask, address: str, client: FlaskClient) -> None:
    stranger = clients.note_taker(app)
    with sockets.opened(address, sockets.way_in(stranger)) as page:
        client.post("/api/notes", json={"title": "Mine"})
        own = stranger.post("/api/notes", json={"title": "Theirs"}).get_json()
        assert sockets.told(page)["note"] == own
