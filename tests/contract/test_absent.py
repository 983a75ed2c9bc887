"""What was not chosen is not there: no route, no file, no name of it."""

import uuid

import httpx
import pytest

from . import checks
from .checks import new_note, path_of
from .clients import Json


@pytest.fixture
def document(visitor: httpx.Client) -> Json:
    found: Json = visitor.get("/openapi.json").json()
    return found


@pytest.mark.lacks("cache")
def test_no_stats(api: httpx.Client) -> None:
    checks.problem(api.get("/api/notes/stats"), 404)
    assert "X-Cache" not in api.get("/api/notes").headers


@pytest.mark.lacks("queue")
def test_no_jobs(api: httpx.Client) -> None:
    checks.problem(api.post(f"{path_of(new_note(api))}/report"), 404)
    for path in ("/api/jobs", f"/api/jobs/{uuid.uuid4()}"):
        checks.problem(api.get(path), 404)


@pytest.mark.lacks("events")
def test_no_activity(api: httpx.Client) -> None:
    checks.problem(api.get("/api/activity"), 404)


@pytest.mark.lacks("realtime")
def test_no_socket(api: httpx.Client) -> None:
    asked = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    checks.problem(api.get("/ws/notes"), 404)
    assert api.get("/ws/notes", headers=asked).status_code in {403, 404}


@pytest.mark.lacks("cdn")
def test_no_font(api: httpx.Client) -> None:
    checks.problem(api.get("/static/states.woff2"), 404)


@pytest.mark.auth("jwt", "session")
@pytest.mark.parametrize("path", ["login", "callback"])
def test_no_provider(visitor: httpx.Client, path: str) -> None:
    checks.problem(visitor.get(f"/api/auth/oauth2/{path}"), 404)


@pytest.mark.auth("session")
@pytest.mark.parametrize("path", ["token", "refresh"])
def test_no_tokens(visitor: httpx.Client, path: str) -> None:
    checks.problem(visitor.post(f"/api/auth/{path}", json={}), 404)


@pytest.mark.auth("jwt")
def test_no_session(visitor: httpx.Client) -> None:
    checks.problem(visitor.post("/api/auth/login", json={}), 404)
