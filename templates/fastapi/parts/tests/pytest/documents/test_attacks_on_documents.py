"""What attackers try who know that the notes are documents.

https://cheatsheetseries.owasp.org/cheatsheets/Injection_Prevention_Cheat_Sheet.html
"""

from typing import Any

import pytest
from fastapi.testclient import TestClient

ANYTHING = {"$ne": ""}


# A03: injection
@pytest.mark.parametrize("value", [ANYTHING, {"$gt": ""}, {"$regex": ".*"}, [ANYTHING]])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_to_send_an_operator_as_a_value(client: TestClient, method: str, value: Any) -> None:
    address = client.post("/api/notes", json={"title": "Groceries"}).headers["Location"]
    path = "/api/notes" if method == "POST" else address
    answer = client.request(method, path, json={"title": value, "body": value})
    assert answer.status_code == 422
    assert client.get(address).json()["title"] == "Groceries"


def test_to_send_an_operator_as_a_field(client: TestClient) -> None:
    operators = {"$set": {"title": "Forged"}, "$where": "sleep(1000)", "body.$": "Forged"}
    note = client.post("/api/notes", json={"title": "Groceries", **operators}).json()
    changed = client.patch(f"/api/notes/{note['id']}", json=operators).json()
    assert changed == {**note, "updated_at": changed["updated_at"]}


@pytest.mark.parametrize("query", ["q[$ne]=x", "q[$regex]=.*", "$where=sleep(1000)"])
def test_to_put_an_operator_into_a_query(client: TestClient, query: str) -> None:
    note = client.post("/api/notes", json={"title": "Groceries"}).json()
    assert client.get(f"/api/notes?{query}").json()["items"] == [note]


@pytest.mark.parametrize(
    "q", ['{"$ne": ""}', ".*", "^G", "[a-z]", "(a+)+$", "(", "\\w", "$", "a|G"]
)
def test_to_search_by_a_pattern(client: TestClient, q: str) -> None:
    client.post("/api/notes", json={"title": "Groceries"})
    note = client.post("/api/notes", json={"title": f"About {q}"}).json()
    assert client.get("/api/notes", params={"q": q}).json()["items"] == [note]


@pytest.mark.parametrize("name", ['{"$ne": ""}', "[$ne]", "$ne", '{"$gt":null}'])
def test_to_name_any_note(client: TestClient, name: str) -> None:
    client.post("/api/notes", json={"title": "Groceries"})
    for method in ("GET", "DELETE"):
        assert client.request(method, f"/api/notes/{name}").status_code == 404
    assert client.get("/api/notes").json()["total"] == 1


def test_to_sign_in_as_anybody(guest: TestClient) -> None:
    body = dict.fromkeys(["email", "password", "refresh_token"], ANYTHING)
    for path, operations in guest.get("/openapi.json").json()["paths"].items():
        if path.startswith("/api/auth/") and "post" in operations:
            assert guest.post(path, json=body).status_code in {401, 422}, path
