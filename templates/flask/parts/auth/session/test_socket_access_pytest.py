"""Who may open a socket, and whose changes it tells."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import clients, sockets


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with sockets.serving(shared_app) as address:
        yield address


@pytest.mark.parametrize("cookie", [{}, {"Cookie": "session=forged"}])
def test_without_a_session(address: str, app: Flask, cookie: dict[str, str]) -> None:
    assert sockets.refused(address, {"Origin": sockets.ORIGIN, **cookie}) == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_another_page_with_the_cookie(address: str, client: FlaskClient, origin: str) -> None:
    headers = {**sockets.way_in(client), "Origin": origin}
    assert sockets.refused(address, headers) == 403


def test_a_page_of_our_own(address: str, client: FlaskClient) -> None:
    own = address.replace("ws://", "http://").removesuffix("/ws/notes")
    with sockets.opened(address, {**sockets.way_in(client), "Origin": own}) as page:
        client.post("/api/notes", json={"title": "Milk"})
        assert sockets.told(page)["type"] == "note.created"


def test_who_has_signed_out_hears_no_more(address: str, client: FlaskClient) -> None:
    with (
        patch("app.socket_access.MOST_SECONDS", 0.01),
        sockets.opened(address, sockets.way_in(client)) as page,
    ):
        client.post("/api/auth/logout")
        assert sockets.closed(page) == 4401


def test_nobody_hears_of_someone_elses(app: Flask, address: str, client: FlaskClient) -> None:
    stranger = clients.note_taker(app)
    with sockets.opened(address, sockets.way_in(stranger)) as page:
        client.post("/api/notes", json={"title": "Mine"})
        own = stranger.post("/api/notes", json={"title": "Theirs"}).get_json()
        assert sockets.told(page)["note"] == own
