"""The notes, from the outside."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

NOWHERE = "/api/notes/00000000-0000-4000-8000-000000000000"


def create(client: TestClient, title: str = "Groceries", body: str = "Milk") -> dict[str, Any]:
    """Create a note and return it."""
    answer = client.post("/api/notes", json={"title": title, "body": body})
    assert answer.status_code == 201
    note: dict[str, Any] = answer.json()
    return note


def titles(client: TestClient, query: str) -> list[str]:
    """List the titles that a query finds."""
    return [note["title"] for note in client.get(f"/api/notes?{query}").json()["items"]]


def test_create_and_read(client: TestClient) -> None:
    answer = client.post("/api/notes", json={"title": "Groceries"})
    note = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/notes/{note['id']}"
    assert note["body"] == ""
    assert note["created_at"] == note["updated_at"]
    assert note["created_at"].endswith("Z")
    assert client.get(answer.headers["Location"]).json() == note


def test_server_owned_fields_are_ignored(client: TestClient) -> None:
    sent = {"title": "Mine", "id": "1", "owner_id": "1", "created_at": "2000-01-01T00:00:00Z"}
    note = client.post("/api/notes", json=sent).json()
    assert len(note["id"]) == 36
    assert not note["created_at"].startswith("2000")


def test_newest_first_in_pages(client: TestClient) -> None:
    for title in ("one", "two", "three"):
        create(client, title)
    assert titles(client, "limit=2") == ["three", "two"]
    page = client.get("/api/notes?limit=2&offset=2").json()
    assert [note["title"] for note in page["items"]] == ["one"]
    assert (page["total"], page["limit"], page["offset"]) == (3, 2, 2)


def test_search_ignores_case(client: TestClient) -> None:
    create(client, "École", "")
    create(client, "Other", "the école is in the body")
    create(client, "Unrelated", "")
    assert titles(client, "q=ÉCOLE") == ["Other", "École"]


def test_search_takes_wildcards_literally(client: TestClient) -> None:
    create(client, "100% sure")
    create(client, "100 times")
    assert titles(client, "q=100%25") == ["100% sure"]
    assert titles(client, "q=_") == []


def test_replace(client: TestClient) -> None:
    note = create(client)
    answer = client.put(f"/api/notes/{note['id']}", json={"title": "Packing"})
    assert answer.status_code == 200
    changed = answer.json()
    assert (changed["title"], changed["body"]) == ("Packing", "")
    assert changed["created_at"] == note["created_at"]
    assert changed["updated_at"] > note["updated_at"]


def test_change_some_fields(client: TestClient) -> None:
    note = create(client, "Groceries", "Milk")
    address = f"/api/notes/{note['id']}"
    assert client.patch(address, json={}).json()["title"] == "Groceries"
    changed = client.patch(address, json={"body": "Bread"}).json()
    assert (changed["title"], changed["body"]) == ("Groceries", "Bread")


def test_delete(client: TestClient) -> None:
    address = f"/api/notes/{create(client)['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", [NOWHERE, "/api/notes/1", "/api/notes/%00"])
def test_no_such_note(client: TestClient, method: str, address: str) -> None:
    body = {"title": "Anything"} if method in {"PUT", "PATCH"} else None
    assert client.request(method, address, json=body).status_code == 404


@pytest.mark.parametrize("title", ["", "x" * 201, 1, None, True, ["x"], "a\0b"])
def test_invalid_title(client: TestClient, title: object) -> None:
    note = create(client)
    for method, address in [("POST", "/api/notes"), ("PATCH", f"/api/notes/{note['id']}")]:
        answer = client.request(method, address, json={"title": title})
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == ["title"]


def test_lone_surrogate(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post("/api/notes", content=b'{"title": "\\ud800"}', headers=headers)
    assert answer.status_code == 422


def test_title_is_required(client: TestClient) -> None:
    note = create(client)
    for method, address in [("POST", "/api/notes"), ("PUT", f"/api/notes/{note['id']}")]:
        answer = client.request(method, address, json={"body": "x" * 10_001})
        assert answer.status_code == 422
        assert sorted(answer.json()["errors"]) == ["body", "title"]


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("limit", "limit=0"),
        ("limit", "limit=101"),
        ("limit", "limit=many"),
        ("offset", "offset=-1"),
        ("offset", "offset=2147483648"),
        ("q", f"q={'x' * 201}"),
        ("q", "q=%00"),
    ],
)
def test_invalid_query(client: TestClient, field: str, query: str) -> None:
    answer = client.get(f"/api/notes?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
