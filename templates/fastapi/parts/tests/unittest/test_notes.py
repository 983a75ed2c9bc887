"""The notes, from the outside."""

from typing import Any

from fastapi.testclient import TestClient

from tests.base import ApiTest

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


class NotesTest(ApiTest):
    """What one may do with notes."""

    def test_create_and_read(self) -> None:
        answer = self.client.post("/api/notes", json={"title": "Groceries"})
        note = answer.json()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.headers["Location"], f"/api/notes/{note['id']}")
        self.assertEqual(note["body"], "")
        self.assertEqual(note["created_at"], note["updated_at"])
        self.assertTrue(note["created_at"].endswith("Z"))
        self.assertEqual(self.client.get(answer.headers["Location"]).json(), note)

    def test_server_owned_fields_are_ignored(self) -> None:
        sent = {"title": "Mine", "id": "1", "owner_id": "1", "created_at": "2000-01-01T00:00:00Z"}
        note = self.client.post("/api/notes", json=sent).json()
        self.assertEqual(len(note["id"]), 36)
        self.assertFalse(note["created_at"].startswith("2000"))

    def test_newest_first_in_pages(self) -> None:
        for title in ("one", "two", "three"):
            create(self.client, title)
        self.assertEqual(titles(self.client, "limit=2"), ["three", "two"])
        page = self.client.get("/api/notes?limit=2&offset=2").json()
        self.assertEqual([note["title"] for note in page["items"]], ["one"])
        self.assertEqual((page["total"], page["limit"], page["offset"]), (3, 2, 2))

    def test_search_ignores_case(self) -> None:
        create(self.client, "École", "")
        create(self.client, "Other", "the école is in the body")
        create(self.client, "Unrelated", "")
        self.assertEqual(titles(self.client, "q=ÉCOLE"), ["Other", "École"])

    def test_search_takes_wildcards_literally(self) -> None:
        create(self.client, "100% sure")
        create(self.client, "100 times")
        self.assertEqual(titles(self.client, "q=100%25"), ["100% sure"])
        self.assertEqual(titles(self.client, "q=_"), [])

    def test_replace(self) -> None:
        note = create(self.client)
        answer = self.client.put(f"/api/notes/{note['id']}", json={"title": "Packing"})
        self.assertEqual(answer.status_code, 200)
        changed = answer.json()
        self.assertEqual((changed["title"], changed["body"]), ("Packing", ""))
        self.assertEqual(changed["created_at"], note["created_at"])
        self.assertGreater(changed["updated_at"], note["updated_at"])

    def test_change_some_fields(self) -> None:
        note = create(self.client, "Groceries", "Milk")
        address = f"/api/notes/{note['id']}"
        self.assertEqual(self.client.patch(address, json={}).json()["title"], "Groceries")
        changed = self.client.patch(address, json={"body": "Bread"}).json()
        self.assertEqual((changed["title"], changed["body"]), ("Groceries", "Bread"))

    def test_delete(self) -> None:
        address = f"/api/notes/{create(self.client)['id']}"
        self.assertEqual(self.client.delete(address).status_code, 204)
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_no_such_note(self) -> None:
        for method in ["GET", "PUT", "PATCH", "DELETE"]:
            for address in [NOWHERE, "/api/notes/1", "/api/notes/%00"]:
                with self.subTest(method=method, address=address):
                    body = {"title": "Anything"} if method in {"PUT", "PATCH"} else None
                    self.assertEqual(
                        self.client.request(method, address, json=body).status_code, 404
                    )

    def test_invalid_title(self) -> None:
        for title in ["", "x" * 201, 1, None, True, ["x"], "a\0b"]:
            with self.subTest(title=title):
                note = create(self.client)
                for method, address in [
                    ("POST", "/api/notes"),
                    ("PATCH", f"/api/notes/{note['id']}"),
                ]:
                    answer = self.client.request(method, address, json={"title": title})
                    self.assertEqual(answer.status_code, 422)
                    self.assertEqual(list(answer.json()["errors"]), ["title"])

    def test_lone_surrogate(self) -> None:
        headers = {"Content-Type": "application/json"}
        answer = self.client.post("/api/notes", content=b'{"title": "\\ud800"}', headers=headers)
        self.assertEqual(answer.status_code, 422)

    def test_title_is_required(self) -> None:
        note = create(self.client)
        for method, address in [("POST", "/api/notes"), ("PUT", f"/api/notes/{note['id']}")]:
            answer = self.client.request(method, address, json={"body": "x" * 10_001})
            self.assertEqual(answer.status_code, 422)
            self.assertEqual(sorted(answer.json()["errors"]), ["body", "title"])

    def test_invalid_query(self) -> None:
        for field, query in [
            ("limit", "limit=0"),
            ("limit", "limit=101"),
            ("limit", "limit=many"),
            ("offset", "offset=-1"),
            ("offset", "offset=2147483648"),
            ("q", f"q={'x' * 201}"),
            ("q", "q=%00"),
        ]:
            with self.subTest(field=field, query=query):
                answer = self.client.get(f"/api/notes?{query}")
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(list(answer.json()["errors"]), [field])
