"""The notes: write, read, search, change, delete."""

from typing import Any

import pytest
from rest_framework.test import APIClient


def write(api: APIClient, title: str = "Milk", body: str = "Two bottles") -> dict[str, Any]:
    note: dict[str, Any] = api.post("/api/notes", {"title": title, "body": body}).json()
    return note


def test_write_and_read(api: APIClient) -> None:
    answer = api.post("/api/notes", {"title": " Milk ", "id": "mine"})
    note = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/notes/{note['id']}"
    assert (note["title"], note["body"]) == (" Milk ", "")
    assert note["created_at"] == note["updated_at"]
    assert note["created_at"].endswith("Z")
    assert api.get(answer["Location"]).json() == note


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "nul \0"}, "title"),
        ({"title": "x", "body": "x" * 10_001}, "body"),
        ({"title": "x", "body": None}, "body"),
        (["title"], "body"),
    ],
)
def test_invalid_notes(api: APIClient, fields: Any, wrong: str) -> None:
    answer = api.post("/api/notes", fields)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [wrong]


def test_lone_surrogate(api: APIClient) -> None:
    body = r'{"title": "\ud800"}'
    answer = api.generic("POST", "/api/notes", body, content_type="application/json")
    assert answer.status_code == 422


def test_pages_show_the_newest_first(api: APIClient) -> None:
    for number in range(5):
        write(api, f"Note {number}")
    page = api.get("/api/notes?limit=2&offset=1").json()
    assert [note["title"] for note in page["items"]] == ["Note 3", "Note 2"]
    assert (page["total"], page["limit"], page["offset"]) == (5, 2, 1)


@pytest.mark.parametrize(
    ("q", "titles"),
    [("MILK", ["Milk"]), ("käse", ["KÄSE"]), ("100%", ["100%"]), ("_", []), ("bottles", ["Milk"])],
)
def test_search(api: APIClient, q: str, titles: list[str]) -> None:
    write(api, "Milk")
    write(api, "KÄSE", "")
    write(api, "100%", "")
    write(api, "1000", "")
    found = api.get("/api/notes", {"q": q}).json()
    assert [note["title"] for note in found["items"]] == titles


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=", "offset=-1", "q=%00"])
def test_invalid_queries(api: APIClient, query: str) -> None:
    answer = api.get(f"/api/notes?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [query.partition("=")[0]]


def test_replace_and_change(api: APIClient) -> None:
    note = write(api)
    path = f"/api/notes/{note['id']}"
    changed = api.patch(path, {"title": "Bread"}).json()
    assert (changed["title"], changed["body"]) == ("Bread", "Two bottles")
    assert changed["updated_at"] > note["updated_at"]
    replaced = api.put(path, {"title": "Butter"}).json()
    assert (replaced["title"], replaced["body"]) == ("Butter", "")
    assert api.patch(path, {}).status_code == 200
    assert api.put(path, {"body": "no title"}).status_code == 422


def test_delete(api: APIClient) -> None:
    path = f"/api/notes/{write(api)['id']}"
    assert api.delete(path).status_code == 204
    assert api.delete(path).status_code == 404
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("note_id", ["x", "00000000-0000-4000-8000-000000000000"])
def test_unknown_ids(api: APIClient, note_id: str) -> None:
    assert api.get(f"/api/notes/{note_id}").status_code == 404
    assert api.patch(f"/api/notes/{note_id}", {"title": "x"}).status_code == 404
