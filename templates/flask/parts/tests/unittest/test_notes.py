"""Notes: write, read, list, change and delete them."""

from itertools import product
from typing import Any
from uuid import uuid4

from tests.base import ApiTestCase
from tests.support import assert_problem


class NotesTest(ApiTestCase):
    """What a person can do with notes."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def write(self, title: str = "Milk", body: str = "") -> dict[str, Any]:
        response = self.client.post("/api/notes", json={"title": title, "body": body})
        self.assertEqual(response.status_code, 201, response.text)
        note: dict[str, Any] = response.get_json()
        return note

    def titles(self, query: str = "") -> list[str]:
        response = self.client.get(f"/api/notes?{query}")
        return [note["title"] for note in response.get_json()["items"]]

    def test_a_new_note_can_be_read(self) -> None:
        response = self.client.post("/api/notes", json={"title": "Milk", "id": "mine"})
        note = response.get_json()
        self.assertEqual(set(note), {"id", "title", "body", "created_at", "updated_at"})
        self.assertEqual(note["created_at"], note["updated_at"])
        self.assertEqual(response.headers["Location"], f"/api/notes/{note['id']}")
        self.assertEqual(self.client.get(response.headers["Location"]).json, note)

    def test_put_sets_every_field(self) -> None:
        path = f"/api/notes/{self.write(body='Two bottles')['id']}"
        changed = self.client.put(path, json={"title": "Bread"}).get_json()
        self.assertEqual((changed["title"], changed["body"]), ("Bread", ""))
        self.assertGreater(changed["updated_at"], changed["created_at"])

    def test_patch_sets_what_was_sent(self) -> None:
        path = f"/api/notes/{self.write(body='Two bottles')['id']}"
        changed = self.client.patch(path, json={"title": "Bread"}).get_json()
        self.assertEqual((changed["title"], changed["body"]), ("Bread", "Two bottles"))
        self.assertEqual(self.client.patch(path, json={}).status_code, 200)

    def test_a_deleted_note_is_gone(self) -> None:
        path = f"/api/notes/{self.write()['id']}"
        response = self.client.delete(path)
        self.assertEqual((response.status_code, response.data), (204, b""))
        assert_problem(self.client.delete(path), 404)

    def test_an_unknown_id(self) -> None:
        for note_id in ("1", "x" * 36, str(uuid4()), str(uuid4()).upper()):
            with self.subTest(note_id):
                assert_problem(self.client.get(f"/api/notes/{note_id}"), 404)

    def test_an_invalid_field_is_named(self) -> None:
        path = f"/api/notes/{self.write()['id']}"
        targets = (("POST", "/api/notes"), ("PUT", path), ("PATCH", path))
        wrong: list[tuple[str, object]] = [
            *(("title", value) for value in ("", "x" * 201, 7, None)),
            *(("body", value) for value in ("x" * 10_001, "a\0b", "a\ud800b")),
        ]
        for (field, value), (method, target) in product(wrong, targets):
            with self.subTest(method, field=field, value=ascii(value)[:10]):
                values = {"title": "Milk", field: value}
                response = self.client.open(target, method=method, json=values)
                self.assertEqual(list(assert_problem(response, 422)["errors"]), [field])

    def test_the_list_is_newest_first_and_in_pages(self) -> None:
        for number in range(5):
            self.write(title=str(number))
        self.assertEqual(self.titles(), ["4", "3", "2", "1", "0"])
        self.assertEqual(self.titles("limit=2&offset=3"), ["1", "0"])
        page = self.client.get("/api/notes?limit=1").get_json()
        self.assertEqual((page["total"], page["limit"], page["offset"]), (5, 1, 0))

    def test_search_ignores_case_and_knows_no_wildcards(self) -> None:
        self.write(title="École")
        self.write(title="Other", body="a 100% ÉCOLE")
        self.assertEqual(self.titles("q=école"), ["Other", "École"])
        self.assertEqual(self.titles("q=%25"), ["Other"])
        self.assertEqual(self.titles("q=_"), [])
        self.assertEqual(self.titles("q=ecole"), [])

    def test_an_invalid_parameter_is_named(self) -> None:
        for query in ("limit=0", "limit=101", "limit=x", "offset=-1", "q=a%00b", f"q={'x' * 201}"):
            with self.subTest(query):
                problem = assert_problem(self.client.get(f"/api/notes?{query}"), 422)
                self.assertEqual(list(problem["errors"]), [query.partition("=")[0]])

    def test_of_a_repeated_parameter_the_last_counts(self) -> None:
        page = self.client.get("/api/notes?limit=0&limit=7").get_json()
        self.assertEqual(page["limit"], 7)

    def test_head_is_answered(self) -> None:
        response = self.client.head("/api/notes")
        self.assertEqual((response.status_code, response.data), (200, b""))
