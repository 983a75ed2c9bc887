"""Who may open a socket: pages of this application, and of those that it knows."""

import pytest
from asgiref.sync import async_to_sync
from rest_framework.test import APIClient

from tests.sockets import Socket, headers_of


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 101),
        ("https://app.example.com", 101),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_handshakes(api: APIClient, origin: str, status: int) -> None:
    socket = Socket({**headers_of(api), "Origin": origin})
    assert async_to_sync(socket.status)() == status
