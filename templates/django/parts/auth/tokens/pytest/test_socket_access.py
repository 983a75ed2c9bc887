"""Who may open a socket: people who have an access token."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import LazySettings
from django.utils import timezone

from app.realtime import EXPIRED
from tests.clients import token_pair
from tests.forgery import forged
from tests.sockets import Socket


@pytest.fixture
def token(db: None) -> Any:
    return token_pair()["access_token"]


def test_a_token_from_a_page(token: str) -> None:
    socket = Socket({"Host": "testserver", "Sec-WebSocket-Protocol": f"notes, bearer.{token}"})
    answer = async_to_sync(socket.open)()
    assert (answer["type"], answer["subprotocol"]) == ("websocket.accept", "notes")


def test_a_token_in_a_header(token: str) -> None:
    socket = Socket({"Host": "testserver", "Authorization": f"Bearer {token}"})
    answer = async_to_sync(socket.open)()
    assert (answer["type"], answer["subprotocol"]) == ("websocket.accept", None)


@pytest.mark.parametrize("offered", ["", "notes", "notes, bearer.", "notes, bearer.x"])
def test_no_valid_token(db: None, offered: str) -> None:
    answer = async_to_sync(Socket({"Host": "testserver", "Sec-WebSocket-Protocol": offered}).open)()
    assert answer["status"] == 401
    assert (b"www-authenticate", b"Bearer") in answer["headers"]


def test_a_token_expires(token: str, settings: LazySettings) -> None:
    end = timezone.now() + timedelta(seconds=1)
    short = forged(token, settings.SECRET_KEY, exp=end)

    async def talk() -> None:
        socket = Socket({"Host": "testserver", "Authorization": f"Bearer {short}"})
        assert await socket.status() == 101
        assert await socket.end() == EXPIRED

    async_to_sync(talk)()
