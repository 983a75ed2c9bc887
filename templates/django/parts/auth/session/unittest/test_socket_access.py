"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from asgiref.sync import async_to_sync

from tests.base import ApiTestCase
from tests.sockets import Socket, headers_of


class SocketAccessTest(ApiTestCase):
    def test_handshakes(self) -> None:
        cases: list[tuple[dict[str, str], int]] = [
            ({}, 101),
            ({"Origin": "https://app.example.com"}, 101),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": ""}, 403),
            ({"Cookie": ""}, 401),
            ({"Cookie": "session=forged"}, 401),
        ]
        for changes, status in cases:
            with self.subTest(changes=changes):
                socket = Socket({**headers_of(self.api), **changes})
                self.assertEqual(async_to_sync(socket.status)(), status)
