"""Who may open a socket: people who have an access token."""

from datetime import timedelta

from asgiref.sync import async_to_sync
from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from app.realtime import EXPIRED
from tests.clients import token_pair
from tests.forgery import forged
from tests.sockets import Socket


class SocketAccessTest(TestCase):
    def setUp(self) -> None:
        self.token = token_pair()["access_token"]

    def test_a_token_from_a_page(self) -> None:
        offered = f"notes, bearer.{self.token}"
        socket = Socket({"Host": "testserver", "Sec-WebSocket-Protocol": offered})
        answer = async_to_sync(socket.open)()
        self.assertEqual((answer["type"], answer["subprotocol"]), ("websocket.accept", "notes"))

    def test_a_token_in_a_header(self) -> None:
        socket = Socket({"Host": "testserver", "Authorization": f"Bearer {self.token}"})
        answer = async_to_sync(socket.open)()
        self.assertEqual((answer["type"], answer["subprotocol"]), ("websocket.accept", None))

    def test_no_valid_token(self) -> None:
        for offered in ("", "notes", "notes, bearer.", "notes, bearer.x"):
            with self.subTest(offered=offered):
                socket = Socket({"Host": "testserver", "Sec-WebSocket-Protocol": offered})
                answer = async_to_sync(socket.open)()
                self.assertEqual(answer["status"], 401)
                self.assertIn((b"www-authenticate", b"Bearer"), answer["headers"])

    async def test_a_token_expires(self) -> None:
        end = timezone.now() + timedelta(seconds=1)
        short = forged(self.token, settings.SECRET_KEY, exp=end)
        socket = Socket({"Host": "testserver", "Authorization": f"Bearer {short}"})
        self.assertEqual(await socket.status(), 101)
        self.assertEqual(await socket.end(), EXPIRED)
