"""The notes: write, read, search, change, delete."""

from typing import Any

from tests.base import ApiTestCase


class NotesTest(ApiTestCase):
    def write(self, title: str = "Milk", body: str = "Two bottles") -> dict[str, Any]:
        note: dict[str, Any] = self.api.post("/api/notes", {"title": title, "body": body}).json()
        return note

    def titles(self, **query: Any) -> list[str]:
        return [note["title"] for note in self.api.get("/api/notes", query).json()["items"]]

    def test_write_and_read(self) -> None:
        answer = self.api.post("/api/notes", {"title": " Milk ", "id": "mine"})
        note = answer.json()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer["Location"], f"/api/notes/{note['id']}")
        self.assertEqual((note["title"], note["body"]), (" Milk ", ""))
        self.assertEqual(note["created_at"], note["updated_at"])
        self.assertTrue(note["created_at"].endswith("Z"))
        self.assertEqual(self.api.get(answer["Location"]).json(), note)

    def test_invalid_notes(self) -> None:
        cases: list[tuple[Any, str]] = [
            ({}, "title"),
            ({"title": ""}, "title"),
            ({"title": None}, "title"),
            ({"title": 7}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"title": "nul \0"}, "title"),
            ({"title": "x", "body": "x" * 10_001}, "body"),
            ({"title": "x", "body": None}, "body"),
            (["title"], "body"),
        ]
        for fields, wrong in cases:
            with self.subTest(fields=fields):
                answer = self.api.post("/api/notes", fields)
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(list(answer.json()["errors"]), [wrong])

    def test_lone_surrogate(self) -> None:
        body = r'{"title": "\ud800"}'
        answer = self.api.generic("POST", "/api/notes", body, content_type="application/json")
        self.assertEqual(answer.status_code, 422)

    def test_pages_show_the_newest_first(self) -> None:
        for number in range(5):
            self.write(f"Note {number}")
        page = self.api.get("/api/notes?limit=2&offset=1").json()
        self.assertEqual([note["title"] for note in page["items"]], ["Note 3", "Note 2"])
        self.assertEqual((page["total"], page["limit"], page["offset"]), (5, 2, 1))

    def test_search(self) -> None:
        self.write("Milk")
        self.write("KÄSE", "")
        self.write("100%", "")
        self.write("1000", "")
        self.assertEqual(self.titles(q="MILK"), ["Milk"])
        self.assertEqual(self.titles(q="käse"), ["KÄSE"])
        self.assertEqual(self.titles(q="100%"), ["100%"])
        self.assertEqual(self.titles(q="_"), [])
        self.assertEqual(self.titles(q="bottles"), ["Milk"])

    def test_invalid_queries(self) -> None:
        for query in ("limit=0", "limit=101", "limit=", "offset=-1", "q=%00"):
            with self.subTest(query=query):
                answer = self.api.get(f"/api/notes?{query}")
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(list(answer.json()["errors"]), [query.partition("=")[0]])

    def test_replace_and_change(self) -> None:
        note = self.write()
        path = f"/api/notes/{note['id']}"
        changed = self.api.patch(path, {"title": "Bread"}).json()
        self.assertEqual((changed["title"], changed["body"]), ("Bread", "Two bottles"))
        self.assertGreater(changed["updated_at"], note["updated_at"])
        replaced = self.api.put(path, {"title": "Butter"}).json()
        self.assertEqual((replaced["title"], replaced["body"]), ("Butter", ""))
        self.assertEqual(self.api.patch(path, {}).status_code, 200)
        self.assertEqual(self.api.put(path, {"body": "no title"}).status_code, 422)

    def test_delete(self) -> None:
        path = f"/api/notes/{self.write()['id']}"
        self.assertEqual(self.api.delete(path).status_code, 204)
        self.assertEqual(self.api.delete(path).status_code, 404)
        self.assertEqual(self.api.get(path).status_code, 404)

    def test_unknown_ids(self) -> None:
        for note_id in ("x", "00000000-0000-4000-8000-000000000000"):
            with self.subTest(note_id=note_id):
                path = f"/api/notes/{note_id}"
                self.assertEqual(self.api.get(path).status_code, 404)
                self.assertEqual(self.api.patch(path, {"title": "x"}).status_code, 404)
