"""Attacks that hide commands of the database in values; a test is named after what is tried.

https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection
"""

from typing import Any

from tests.base import ApiTestCase
from tests.support import assert_problem

OPERATORS: list[Any] = [{"$ne": ""}, {"$gt": ""}, {"$regex": ".*"}, {"$where": "1"}, ["$ne"]]


class OperatorTest(ApiTestCase):
    """What is sent in the hope that the database takes it for a command."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()
        self.path = self.client.post("/api/notes", json={"title": "Milk"}).headers["Location"]

    def total(self, **query: str) -> int:
        response = self.client.get("/api/notes", query_string=query)
        total: int = response.get_json()["total"]
        return total

    def test_an_operator_in_a_field(self) -> None:
        targets = (("POST", "/api/notes"), ("PUT", self.path), ("PATCH", self.path))
        for field in ("title", "body"):
            for value in OPERATORS:
                for method, target in targets:
                    with self.subTest(f"{method} {field} {value}"):
                        values = {"title": "Milk", field: value}
                        response = self.client.open(target, method=method, json=values)
                        problem = assert_problem(response, 422)
                        self.assertEqual(list(problem["errors"]), [field])

    def test_an_operator_as_a_field(self) -> None:
        for name in ("$set", "$where", "$ne", "_id", "title.$", "__proto__"):
            with self.subTest(name):
                forged = {"title": "Milk", name: {"title": "Forged"}}
                changed = self.client.patch(self.path, json=forged).get_json()
                fields = {"id", "title", "body", "created_at", "updated_at"}
                self.assertEqual(set(changed), fields)
                self.assertEqual(changed["title"], "Milk")
                self.assertTrue(self.path.endswith(changed["id"]))

    def test_an_operator_as_text(self) -> None:
        text = {"title": '{"$ne": ""}', "body": "$title"}
        self.client.put(self.path, json=text)
        note = self.client.get(self.path).get_json()
        self.assertEqual((note["title"], note["body"]), (text["title"], text["body"]))

    def test_an_operator_in_the_name_of_a_parameter(self) -> None:
        for name in ("q[$ne]", "q[$regex]", "$where", "owner_id[$ne]"):
            with self.subTest(name):
                self.assertEqual(self.total(**{name: "1"}), 1)

    def test_a_pattern_in_a_search(self) -> None:
        for q in ('{"$ne": ""}', ".*", "^M", "M(i|x)lk", "(?i)milk", "[", "\\", "$"):
            with self.subTest(q):
                self.assertEqual(self.total(q=q), 0)

    def test_a_pattern_that_takes_too_long(self) -> None:
        self.client.put(self.path, json={"title": "Milk", "body": "a" * 10_000})
        self.assertEqual(self.total(q="(a+)+$"), 0)

    def test_an_operator_in_an_id(self) -> None:
        for end in ("[$ne]", "?_id[$ne]=1", "%7B%22$ne%22:1%7D"):
            with self.subTest(end):
                assert_problem(self.client.delete(f"/api/notes/{end}"), 404)
        self.assertEqual(self.total(), 1)
