"""The WebSocket: what it tells, to whom, and how it ends."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from app import realtime
from tests.clients import somebody
from tests.sockets import Conversation, Socket, headers_of, opened

Change = Callable[..., Any]


@pytest.fixture
def change(
    api: APIClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Change:
    """Sends a change, and does what follows the commit: a test itself commits nothing."""

    def request(method: str, path: str, title: str = "Milk") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return getattr(api, method)(path, {"title": title})

    return sync_to_async(request)


def test_changes_are_told(api: APIClient, change: Change) -> None:
    async def talk() -> None:
        async with opened(api) as socket:
            answer = await change("post", "/api/notes")
            note, path = answer.json(), answer["Location"]
            assert await socket.heard() == {"type": "note.created", "note": note}
            note = (await change("patch", path, "Brot")).json()
            assert await socket.heard() == {"type": "note.updated", "note": note}
            await change("delete", path)
            gone = {"type": "note.deleted", "note": {"id": note["id"]}}
            assert await socket.heard() == gone

    async_to_sync(talk)()


def test_the_socket_tells_what_the_api_shows(api: APIClient, change: Change) -> None:
    other = somebody()

    async def talk() -> None:
        async with opened(other) as socket:
            path = (await change("post", "/api/notes"))["Location"]
            shown = (await sync_to_async(other.get)(path)).status_code == 200
            assert await socket.silence() is not shown

    async_to_sync(talk)()


def test_another_address(api: APIClient) -> None:
    socket = Socket(headers_of(api), "/ws/nope")
    assert async_to_sync(socket.status)() == 404


def test_a_foreign_host(api: APIClient) -> None:
    socket = Socket({**headers_of(api), "Host": "evil.example"})
    assert async_to_sync(socket.status)() == 400


def test_a_page_of_another_host(visitor: APIClient) -> None:
    headers = {**headers_of(visitor), "Origin": "https://evil.example"}
    assert async_to_sync(Socket(headers).status)() in {401, 403}


def test_a_server_that_only_hangs_up(visitor: APIClient) -> None:
    socket = Socket({**headers_of(visitor), "Origin": "https://evil.example"})
    del socket.scope["extensions"]
    assert async_to_sync(socket.open)() == {"type": "websocket.close"}


def test_what_a_client_sends(api: APIClient) -> None:
    async def talk() -> None:
        async with opened(api) as socket:
            await socket.say("websocket.receive", text="x" * realtime.MAX_RECEIVED)
            assert await socket.silence()
            await socket.say("websocket.receive", bytes=b"x" * (realtime.MAX_RECEIVED + 1))
            assert await socket.end() == realtime.TOO_LARGE

    async_to_sync(talk)()


def test_a_slow_reader(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "MAX_WAITING", 2)

    async def talk() -> None:
        async with opened(api) as socket:
            await told_at_once(3)
            assert await socket.end() == realtime.TOO_SLOW

    async_to_sync(talk)()


async def told_at_once(times: int) -> None:
    """Tell all sockets something, before any of them can send it."""
    for audience in list(realtime._open):
        for _ in range(times):
            realtime.deliver(audience, "{}")


def test_the_server_ends(api: APIClient) -> None:
    ended: list[bool] = []

    async def talk() -> None:
        async with opened(api) as socket:
            await realtime.close_all(lambda: ended.append(True))
            assert await socket.end() == realtime.GOING_AWAY

    async_to_sync(talk)()
    assert ended == [True]


def test_lifespan() -> None:
    async def talk() -> None:
        server = Conversation({"type": "lifespan"})
        for moment in ("startup", "shutdown"):
            await server.say(f"lifespan.{moment}")
            assert await server.answer() == {"type": f"lifespan.{moment}.complete"}

    async_to_sync(talk)()
