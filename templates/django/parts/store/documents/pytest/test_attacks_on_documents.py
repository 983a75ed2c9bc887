"""Attacks with MongoDB's operators, each refused or harmless.

https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection
"""

from typing import Any

import pytest
from rest_framework.test import APIClient

OPERATORS = [{"$ne": ""}, {"$gt": ""}, {"$regex": ".*"}, {"$where": "1"}]


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_in_place_of_a_text(api: APIClient, operator: dict[str, Any]) -> None:
    assert api.post("/api/notes", {"title": operator}).status_code == 422
    path = api.post("/api/notes", {"title": "Milk"})["Location"]
    assert api.patch(path, {"body": operator}).status_code == 422
    assert api.get(path).json()["body"] == ""


@pytest.mark.parametrize("text", ['{"$ne": ""}', "$where", ".*", "^", "M.lk", "Milk|", "(?i)milk"])
def test_an_operator_in_a_search(api: APIClient, text: str) -> None:
    api.post("/api/notes", {"title": "Milk"})
    assert api.get("/api/notes", {"q": text}).json()["total"] == 0
    assert api.get("/api/notes", {"q": "mIL"}).json()["total"] == 1


def test_an_operator_in_the_name_of_a_parameter(api: APIClient) -> None:
    api.post("/api/notes", {"title": "Milk"})
    answer = api.get("/api/notes?q=Bread&q[$ne]=Bread&title[$ne]=Milk")
    assert answer.json()["total"] == 0
    assert api.get("/api/notes?limit[$gt]=0&limit=x").status_code == 422


def test_an_operator_in_an_id(api: APIClient) -> None:
    path = api.post("/api/notes", {"title": "Milk"})["Location"]
    for text in ('{"$ne": ""}', "[$ne]=", "$ne"):
        assert api.delete(f"/api/notes/{text}").status_code == 404
    assert api.get(path).status_code == 200


def test_an_operator_as_the_text_itself(api: APIClient) -> None:
    texts = {"title": "$title", "body": '{"$set": {"title": "stolen"}}'}
    path = api.post("/api/notes", texts)["Location"]
    api.patch(path, {"title": "$body"})
    kept = api.get(path).json()
    assert (kept["title"], kept["body"]) == ("$body", texts["body"])
