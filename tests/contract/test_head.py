"""HEAD is answered where GET is: the same headers, no body."""

import httpx
import pytest

from . import checks
from .checks import new_note, path_of

PAGES = ["/", "/docs", "/openapi.json", "/health/live", "/health/ready", "/api/notes"]


def same_without_body(api: httpx.Client, path: str) -> None:
    full, head = api.get(path), api.head(path)
    assert head.status_code == full.status_code == 200
    assert head.content == b""
    assert checks.media_type(head) == checks.media_type(full)
    length = head.headers.get("Content-Length", "")
    assert length in {"", full.headers.get("Content-Length")}


@pytest.mark.parametrize("path", PAGES)
def test_head_of_a_page(api: httpx.Client, path: str) -> None:
    same_without_body(api, path)


def test_head_of_a_note(api: httpx.Client) -> None:
    same_without_body(api, path_of(new_note(api)))


@pytest.mark.auth("jwt", "session", "oauth2")
def test_head_of_oneself(api: httpx.Client) -> None:
    same_without_body(api, "/api/auth/me")


@pytest.mark.parametrize("path", ["/nope", "/api/notes/1"])
def test_head_of_nothing(api: httpx.Client, path: str) -> None:
    answer = api.head(path)
    assert answer.status_code == 404
    assert answer.content == b""


@pytest.mark.auth("jwt", "session", "oauth2")
def test_head_needs_to_sign_in_as_well(visitor: httpx.Client) -> None:
    assert visitor.head("/api/notes").status_code == 401
