"""Which pages may open a socket."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import sockets


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with sockets.serving(shared_app) as address:
        yield address


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_a_page_of_another_origin(address: str, app: Flask, origin: str) -> None:
    assert sockets.refused(address, {"Origin": origin}) == 403


def test_a_program_that_names_no_page(address: str, app: Flask) -> None:
    assert sockets.refused(address, {}) == 403


def test_a_page_of_our_own(address: str, app: Flask) -> None:
    own = address.replace("ws://", "http://").removesuffix("/ws/notes")
    with sockets.opened(address, {"Origin": own}) as page:
        app.test_client().post("/api/notes", json={"title": "Milk"})
        assert sockets.told(page)["type"] == "note.created"
