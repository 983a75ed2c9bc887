"""Notes: write, read, list, change and delete them."""

from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.support import assert_problem


def write(client: FlaskClient, title: str = "Milk", body: str = "") -> dict[str, Any]:
    response = client.post("/api/notes", json={"title": title, "body": body})
    assert response.status_code == 201, response.text
    note: dict[str, Any] = response.get_json()
    return note


def titles(client: FlaskClient, query: str = "") -> list[str]:
    response = client.get(f"/api/notes?{query}")
    return [note["title"] for note in response.get_json()["items"]]


def test_a_new_note_can_be_read(client: FlaskClient) -> None:
    response = client.post("/api/notes", json={"title": "Milk", "id": "mine"})
    note = response.get_json()
    assert set(note) == {"id", "title", "body", "created_at", "updated_at"}
    assert note["created_at"] == note["updated_at"]
    assert response.headers["Location"] == f"/api/notes/{note['id']}"
    assert client.get(response.headers["Location"]).json == note


def test_put_sets_every_field(client: FlaskClient) -> None:
    note = write(client, body="Two bottles")
    changed = client.put(f"/api/notes/{note['id']}", json={"title": "Bread"}).get_json()
    assert (changed["title"], changed["body"]) == ("Bread", "")
    assert changed["updated_at"] > changed["created_at"]


def test_patch_sets_what_was_sent(client: FlaskClient) -> None:
    note = write(client, body="Two bottles")
    changed = client.patch(f"/api/notes/{note['id']}", json={"title": "Bread"}).get_json()
    assert (changed["title"], changed["body"]) == ("Bread", "Two bottles")
    assert client.patch(f"/api/notes/{note['id']}", json={}).status_code == 200


def test_a_deleted_note_is_gone(client: FlaskClient) -> None:
    path = f"/api/notes/{write(client)['id']}"
    response = client.delete(path)
    assert (response.status_code, response.data) == (204, b"")
    assert_problem(client.delete(path), 404)


@pytest.mark.parametrize("note_id", ["1", "x" * 36, str(uuid4()), str(uuid4()).upper()])
def test_an_unknown_id(client: FlaskClient, note_id: str) -> None:
    assert_problem(client.get(f"/api/notes/{note_id}"), 404)
    assert_problem(client.put(f"/api/notes/{note_id}", json={"title": "x"}), 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("title", 7),
        ("title", None),
        ("body", "x" * 10_001),
        ("body", "a\0b"),
        ("body", "a\ud800b"),
    ],
)
def test_an_invalid_field_is_named(client: FlaskClient, field: str, value: object) -> None:
    path = f"/api/notes/{write(client)['id']}"
    values = {"title": "Milk", field: value}
    for method, target in (("POST", "/api/notes"), ("PUT", path), ("PATCH", path)):
        problem = assert_problem(client.open(target, method=method, json=values), 422)
        assert list(problem["errors"]) == [field]


def test_the_list_is_newest_first_and_in_pages(client: FlaskClient) -> None:
    for number in range(5):
        write(client, title=str(number))
    assert titles(client) == ["4", "3", "2", "1", "0"]
    assert titles(client, "limit=2&offset=3") == ["1", "0"]
    page = client.get("/api/notes?limit=1").get_json()
    assert (page["total"], page["limit"], page["offset"]) == (5, 1, 0)


def test_search_ignores_case_and_knows_no_wildcards(client: FlaskClient) -> None:
    write(client, title="École")
    write(client, title="Other", body="a 100% ÉCOLE")
    assert titles(client, "q=école") == ["Other", "École"]
    assert titles(client, "q=%25") == ["Other"]
    assert titles(client, "q=_") == []
    assert titles(client, "q=ecole") == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "offset=-1", "q=a%00b", f"q={'x' * 201}"]
)
def test_an_invalid_parameter_is_named(client: FlaskClient, query: str) -> None:
    problem = assert_problem(client.get(f"/api/notes?{query}"), 422)
    assert list(problem["errors"]) == [query.partition("=")[0]]


def test_of_a_repeated_parameter_the_last_counts(client: FlaskClient) -> None:
    assert client.get("/api/notes?limit=0&limit=7").get_json()["limit"] == 7


def test_head_is_answered(client: FlaskClient) -> None:
    response = client.head("/api/notes")
    assert (response.status_code, response.data) == (200, b"")
