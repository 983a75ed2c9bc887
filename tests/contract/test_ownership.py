"""Whose note it is: its author's, or everybody's where nobody signs in."""

import uuid

import httpx
import pytest

from . import checks
from .checks import new_note, path_of
from .clients import Someone, Target

signed_in_only = pytest.mark.auth("jwt", "session", "oauth2")
SIGN_IN = ["register", "token", "login", "refresh", "logout", "me", "oauth2/login",
           "oauth2/callback"]  # fmt: skip
ON_A_NOTE = ["GET", "PUT", "PATCH", "DELETE"]


def call(client: httpx.Client, method: str, path: str) -> httpx.Response:
    payload = {"title": "Mine"} if method in {"POST", "PUT", "PATCH"} else None
    return client.request(method, path, json=payload)


@signed_in_only
@pytest.mark.parametrize("method", ON_A_NOTE)
def test_someone_elses_note_does_not_exist(
    api: httpx.Client, stranger: httpx.Client, method: str
) -> None:
    found = new_note(api, title="Hers")
    theirs = checks.problem(call(stranger, method, path_of(found)), 404)
    nobodys = checks.problem(call(stranger, method, f"/api/notes/{uuid.uuid4()}"), 404)
    assert len(theirs["detail"]) == len(nobodys["detail"]), "nobody learns that it exists"
    assert api.get(path_of(found)).json() == found


@signed_in_only
def test_head_of_someone_elses_note(api: httpx.Client, stranger: httpx.Client) -> None:
    assert stranger.head(path_of(new_note(api))).status_code == 404


@signed_in_only
def test_a_list_holds_ones_own_notes(someone: Someone, word: str) -> None:
    alice, bob = someone(), someone()
    hers, his = new_note(alice, title=word), new_note(bob, title=word)
    for person, own in ((alice, hers), (bob, his)):
        for params in ({}, {"q": word}):
            page = person.get("/api/notes", params=params).json()
            assert (page["items"], page["total"]) == ([own], 1)


@signed_in_only
def test_a_note_cannot_be_given_away(someone: Someone) -> None:
    alice, bob = someone(), someone()
    his_id = bob.get("/api/auth/me").json()["id"]
    gift = dict.fromkeys(("owner", "owner_id", "user", "user_id", "author"), his_id)
    found = new_note(alice, **gift)
    assert alice.patch(path_of(found), json=gift).status_code == 200
    assert alice.get(path_of(found)).status_code == 200
    assert bob.get("/api/notes").json()["total"] == 0


@signed_in_only
@pytest.mark.parametrize("method", ON_A_NOTE)
def test_a_visitor_reaches_no_note(
    visitor: httpx.Client, api: httpx.Client, target: Target, method: str
) -> None:
    for path in (path_of(new_note(api)), "/api/notes/1"):
        checks.unauthorized(call(visitor, method, path), target.auth)


@signed_in_only
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visitor_has_no_list(visitor: httpx.Client, target: Target, method: str) -> None:
    checks.unauthorized(call(visitor, method, "/api/notes"), target.auth)
    checks.unauthorized(visitor.get("/api/auth/me"), target.auth)


@pytest.mark.auth("none")
def test_every_note_is_everybodys(api: httpx.Client, visitor: httpx.Client) -> None:
    found = new_note(api)
    assert visitor.get(path_of(found)).json() == found
    assert visitor.delete(path_of(found)).status_code == 204


@pytest.mark.auth("none")
@pytest.mark.parametrize(
    "name",
    ["register", "token", "login", "refresh", "logout", "me", "oauth2/login", "oauth2/callback"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_can_sign_in(visitor: httpx.Client, method: str, name: str) -> None:
    checks.problem(call(visitor, method, f"/api/auth/{name}"), 404)


@pytest.mark.auth("none")
def test_nobody_gets_a_cookie(visitor: httpx.Client) -> None:
    assert "Set-Cookie" not in visitor.get("/").headers
    assert "Set-Cookie" not in visitor.get("/api/notes").headers
