"""Who may open a socket: pages of this application, and of those that it knows."""

from asgiref.sync import async_to_sync

from tests.base import ApiTestCase
from tests.sockets import Socket, headers_of


class SocketAccessTest(ApiTestCase):
    def test_handshakes(self) -> None:
        cases = [
            ("http://testserver", 101),
            ("https://app.example.com", 101),
            ("https://evil.example", 403),
            ("null", 403),
            ("", 403),
        ]
        for origin, status in cases:
            with self.subTest(origin=origin):
                socket = Socket({**headers_of(self.api), "Origin": origin})
                self.assertEqual(async_to_sync(socket.status)(), status)
