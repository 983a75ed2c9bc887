"""Write, read, change and delete notes."""

import uuid

import httpx
import pytest

from . import checks
from .checks import new_note, path_of, send
from .clients import Json, Target

MISSING_IDS = [
    pytest.param(str(uuid.uuid4()), id="unknown"),
    pytest.param("1", id="number"),
    pytest.param("not-a-uuid", id="word"),
    pytest.param("x" * 5000, id="long"),
    pytest.param("%00", id="nul"),
    pytest.param("%FF%FE", id="not-utf-8"),
    pytest.param("%F0%9F%90%8D", id="emoji"),
    pytest.param("%25", id="wildcard"),
]

TEXTS = [
    pytest.param("  spaces around  ", id="spaces"),
    pytest.param(" ", id="one-space"),
    pytest.param("line\nbreak\r\nand\ttab", id="line-breaks"),
    pytest.param("\x01\x1f\x7f", id="control-characters"),
    pytest.param("\u2028\u2029\ufeff\u200b", id="invisible"),
    pytest.param("e\u0301 is not \u00e9", id="combining"),
    pytest.param("\U0001f469\u200d\U0001f469\u200d\U0001f466 \U0001f40d", id="emoji"),
    pytest.param("\u0645\u0631\u062d\u0628\u0627 \u4f60\u597d \u00df\u0130", id="scripts"),
    pytest.param("<script>alert('&amp;\"')</script>", id="markup"),
    pytest.param("'; DROP TABLE notes; --", id="sql"),
    pytest.param("{{ 7 * 7 }} %s %(x)s {0} ${x}", id="placeholders"),
    pytest.param("null", id="null"),
    pytest.param("12", id="digits"),
]


def test_a_new_note_is_found_at_its_location(api: httpx.Client) -> None:
    answer = api.post("/api/notes", json={"title": "Milk", "body": "Two bottles"})
    assert answer.status_code == 201
    assert checks.media_type(answer) == "application/json"
    created = checks.note(answer.json())
    assert (created["title"], created["body"]) == ("Milk", "Two bottles")
    assert answer.headers["Location"] == f"/api/notes/{created['id']}"
    found = api.get(answer.headers["Location"])
    assert found.status_code == 200
    assert found.json() == created


def test_a_body_is_optional(api: httpx.Client) -> None:
    assert new_note(api)["body"] == ""


def test_each_note_has_its_own_id(api: httpx.Client) -> None:
    assert new_note(api)["id"] != new_note(api)["id"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_comes_back_as_it_was_written(api: httpx.Client, text: str) -> None:
    created = new_note(api, title=text, body=text)
    found = api.get(path_of(created)).json()
    assert (found["title"], found["body"]) == (text, text)


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\U0001f40d"], ids=["ascii", "latin", "emoji"])
def test_the_longest_note_fits(api: httpx.Client, letter: str) -> None:
    created = new_note(api, title=letter * 200, body=letter * 10_000)
    found = api.get(path_of(created)).json()
    assert (found["title"], found["body"]) == (letter * 200, letter * 10_000)


def test_put_replaces_the_note(api: httpx.Client) -> None:
    before = new_note(api, title="Before", body="before")
    answer = api.put(path_of(before), json={"title": "After", "body": "after"})
    assert answer.status_code == 200
    after = checks.note(answer.json())
    assert (after["title"], after["body"]) == ("After", "after")
    assert (after["id"], after["created_at"]) == (before["id"], before["created_at"])
    assert after["updated_at"] > before["updated_at"]
    assert api.get(path_of(before)).json() == after


def test_put_without_a_body_empties_it(api: httpx.Client) -> None:
    created = new_note(api, body="something")
    assert api.put(path_of(created), json={"title": "Milk"}).json()["body"] == ""
    assert api.get(path_of(created)).json()["body"] == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"title": "New"}, ("New", "old body"), id="title"),
        pytest.param({"body": "new body"}, ("Old", "new body"), id="body"),
        pytest.param({"body": ""}, ("Old", ""), id="empty-body"),
        pytest.param({"title": "New", "body": "new"}, ("New", "new"), id="both"),
    ],
)
def test_patch_changes_what_it_names(
    api: httpx.Client, change: dict[str, str], expected: tuple[str, str]
) -> None:
    before = new_note(api, title="Old", body="old body")
    answer = api.patch(path_of(before), json=change)
    assert answer.status_code == 200
    after = checks.note(answer.json())
    assert (after["title"], after["body"]) == expected
    assert (after["id"], after["created_at"]) == (before["id"], before["created_at"])
    assert after["updated_at"] > before["updated_at"]
    assert api.get(path_of(before)).json() == after


def test_an_empty_patch_changes_no_text(api: httpx.Client) -> None:
    before = new_note(api, title="Old", body="old body")
    answer = api.patch(path_of(before), json={})
    assert answer.status_code == 200
    after = checks.note(answer.json())
    assert (after["title"], after["body"]) == ("Old", "old body")


def test_a_deleted_note_is_gone(api: httpx.Client, word: str) -> None:
    created = new_note(api, title=word)
    answer = api.delete(path_of(created))
    assert answer.status_code == 204
    assert answer.content == b""
    checks.problem(api.get(path_of(created)), 404)
    checks.problem(api.delete(path_of(created)), 404)
    assert api.get("/api/notes", params={"q": word}).json()["total"] == 0


def test_deleting_one_note_leaves_the_others(api: httpx.Client) -> None:
    kept, deleted = new_note(api), new_note(api)
    api.delete(path_of(deleted))
    assert api.get(path_of(kept)).json() == kept


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("note_id", MISSING_IDS)
def test_a_note_that_does_not_exist(
    api: httpx.Client, target: Target, method: str, note_id: str
) -> None:
    payload = {"title": "x"} if method in {"PUT", "PATCH"} else None
    answer = api.request(method, f"/api/notes/{note_id}", json=payload)
    checks.nothing_there(answer, target)


def test_an_id_has_one_spelling(api: httpx.Client) -> None:
    created = new_note(api)
    checks.problem(api.get(f"/api/notes/{created['id'].replace('-', '')}"), 404)
    checks.problem(api.get(f"/api/notes/%7B{created['id']}%7D"), 404)


SERVER_OWNED: Json = {
    "id": str(uuid.uuid4()),
    "owner": "me",
    "owner_id": str(uuid.uuid4()),
    "user_id": 1,
    "created_at": "2001-01-01T00:00:00.000000Z",
    "updated_at": "2001-01-01T00:00:00.000000Z",
    "unheard_of": {"of": ["anything"]},
}


def test_fields_of_the_server_are_ignored_in_a_new_note(api: httpx.Client) -> None:
    created = new_note(api, **SERVER_OWNED)
    assert created["id"] != SERVER_OWNED["id"]
    assert created["created_at"] > "2002"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_fields_of_the_server_are_ignored_in_a_change(api: httpx.Client, method: str) -> None:
    before = new_note(api)
    answer = api.request(method, path_of(before), json={"title": "After", **SERVER_OWNED})
    assert answer.status_code == 200
    after = checks.note(answer.json())
    assert (after["id"], after["created_at"]) == (before["id"], before["created_at"])
    assert after["title"] == "After"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("field", ["title", "body"])
def test_a_refused_change_writes_nothing(api: httpx.Client, method: str, field: str) -> None:
    before = new_note(api, title="Old", body="old body")
    path = "/api/notes" if method == "POST" else path_of(before)
    checks.invalid(send(api, method, path, {"title": "New", "body": "new", field: 7}), field)
    assert api.get(path_of(before)).json() == before
