"""Attacks with MongoDB's operators, each refused or harmless.

https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection
"""

from tests.base import ApiTestCase

OPERATORS = ({"$ne": ""}, {"$gt": ""}, {"$regex": ".*"}, {"$where": "1"})


class OperatorsTest(ApiTestCase):
    def test_an_operator_in_place_of_a_text(self) -> None:
        path = self.api.post("/api/notes", {"title": "Milk"})["Location"]
        for operator in OPERATORS:
            with self.subTest(operator=operator):
                answer = self.api.post("/api/notes", {"title": operator})
                self.assertEqual(answer.status_code, 422)
                self.assertEqual(self.api.patch(path, {"body": operator}).status_code, 422)
        self.assertEqual(self.api.get(path).json()["body"], "")

    def test_an_operator_in_a_search(self) -> None:
        self.api.post("/api/notes", {"title": "Milk"})
        for text in ('{"$ne": ""}', "$where", ".*", "^", "M.lk", "Milk|", "(?i)milk"):
            with self.subTest(text=text):
                self.assertEqual(self.api.get("/api/notes", {"q": text}).json()["total"], 0)
        self.assertEqual(self.api.get("/api/notes", {"q": "mIL"}).json()["total"], 1)

    def test_an_operator_in_the_name_of_a_parameter(self) -> None:
        self.api.post("/api/notes", {"title": "Milk"})
        answer = self.api.get("/api/notes?q=Bread&q[$ne]=Bread&title[$ne]=Milk")
        self.assertEqual(answer.json()["total"], 0)
        self.assertEqual(self.api.get("/api/notes?limit[$gt]=0&limit=x").status_code, 422)

    def test_an_operator_in_an_id(self) -> None:
        path = self.api.post("/api/notes", {"title": "Milk"})["Location"]
        for text in ('{"$ne": ""}', "[$ne]=", "$ne"):
            with self.subTest(text=text):
                self.assertEqual(self.api.delete(f"/api/notes/{text}").status_code, 404)
        self.assertEqual(self.api.get(path).status_code, 200)

    def test_an_operator_as_the_text_itself(self) -> None:
        texts = {"title": "$title", "body": '{"$set": {"title": "stolen"}}'}
        path = self.api.post("/api/notes", texts)["Location"]
        self.api.patch(path, {"title": "$body"})
        kept = self.api.get(path).json()
        self.assertEqual((kept["title"], kept["body"]), ("$body", texts["body"]))
