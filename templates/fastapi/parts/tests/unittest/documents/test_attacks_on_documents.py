"""What attackers try who know that the notes are documents.

https://cheatsheetseries.owasp.org/cheatsheets/Injection_Prevention_Cheat_Sheet.html
"""

from tests.base import ApiTest, GuestTest

ANYTHING = {"$ne": ""}
PATTERNS = ['{"$ne": ""}', ".*", "^G", "[a-z]", "(a+)+$", "(", "\\w", "$", "a|G"]


class InjectionTest(ApiTest):
    """A03: injection."""

    def setUp(self) -> None:
        """Have a note that nobody is to change."""
        super().setUp()
        self.note = self.client.post("/api/notes", json={"title": "Groceries"}).json()
        self.address = f"/api/notes/{self.note['id']}"

    def test_to_send_an_operator_as_a_value(self) -> None:
        for value in [ANYTHING, {"$gt": ""}, {"$regex": ".*"}, [ANYTHING]]:
            for method in ("POST", "PUT", "PATCH"):
                with self.subTest(value=value, method=method):
                    path = "/api/notes" if method == "POST" else self.address
                    body = {"title": value, "body": value}
                    answer = self.client.request(method, path, json=body)
                    self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.client.get(self.address).json(), self.note)

    def test_to_send_an_operator_as_a_field(self) -> None:
        operators = {"$set": {"title": "Forged"}, "$where": "sleep(1000)", "body.$": "Forged"}
        changed = self.client.patch(self.address, json=operators).json()
        self.assertEqual(changed, {**self.note, "updated_at": changed["updated_at"]})
        answer = self.client.post("/api/notes", json={"title": "Groceries", **operators})
        self.assertEqual(set(answer.json()), set(self.note))

    def test_to_put_an_operator_into_a_query(self) -> None:
        for query in ["q[$ne]=x", "q[$regex]=.*", "$where=sleep(1000)"]:
            with self.subTest(query=query):
                page = self.client.get(f"/api/notes?{query}").json()
                self.assertEqual(page["items"], [self.note])

    def test_to_search_by_a_pattern(self) -> None:
        for q in PATTERNS:
            with self.subTest(q=q):
                title = f"About {q}."
                note = self.client.post("/api/notes", json={"title": title}).json()
                page = self.client.get("/api/notes", params={"q": title}).json()
                self.assertEqual(page["items"], [note])

    def test_to_name_any_note(self) -> None:
        for name in ['{"$ne": ""}', "[$ne]", "$ne", '{"$gt":null}']:
            for method in ("GET", "DELETE"):
                with self.subTest(name=name, method=method):
                    answer = self.client.request(method, f"/api/notes/{name}")
                    self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.client.get("/api/notes").json()["total"], 1)


class SignInTest(GuestTest):
    """Authentication that is talked over."""

    def test_to_sign_in_as_anybody(self) -> None:
        body = dict.fromkeys(["email", "password", "refresh_token"], ANYTHING)
        for path, operations in self.guest.get("/openapi.json").json()["paths"].items():
            if path.startswith("/api/auth/") and "post" in operations:
                with self.subTest(path=path):
                    self.assertIn(self.guest.post(path, json=body).status_code, {401, 422})
