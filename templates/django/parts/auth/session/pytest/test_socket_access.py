"""Who may open a socket: people who are signed in, on a page that may speak for them."""

import pytest
from asgiref.sync import async_to_sync
from rest_framework.test import APIClient

from tests.sockets import Socket, headers_of


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 101),
        ({"Origin": "https://app.example.com"}, 101),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Cookie": ""}, 401),
        ({"Cookie": "session=forged"}, 401),
    ],
)
def test_handshakes(api: APIClient, changes: dict[str, str], status: int) -> None:
    socket = Socket({**headers_of(api), **changes})
    assert async_to_sync(socket.status)() == status
