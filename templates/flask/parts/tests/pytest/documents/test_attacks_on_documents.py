"""Attacks that hide commands of the database in values; a test is named after what is tried.

https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/07-Input_Validation_Testing/05.6-Testing_for_NoSQL_Injection
"""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support import assert_problem

OPERATORS = [{"$ne": ""}, {"$gt": ""}, {"$regex": ".*"}, {"$where": "sleep(1000)"}, ["$ne"]]


@pytest.mark.parametrize("value", OPERATORS, ids=str)
@pytest.mark.parametrize("field", ["title", "body"])
def test_an_operator_in_a_field(client: FlaskClient, field: str, value: Any) -> None:
    path = client.post("/api/notes", json={"title": "Milk"}).headers["Location"]
    values = {"title": "Milk", field: value}
    for method, target in (("POST", "/api/notes"), ("PUT", path), ("PATCH", path)):
        problem = assert_problem(client.open(target, method=method, json=values), 422)
        assert list(problem["errors"]) == [field]


@pytest.mark.parametrize("name", ["$set", "$where", "$ne", "_id", "title.$", "__proto__"])
def test_an_operator_as_a_field(client: FlaskClient, name: str) -> None:
    forged = {"title": "Milk", name: {"title": "Forged"}}
    note = client.post("/api/notes", json=forged).get_json()
    path = f"/api/notes/{note['id']}"
    changed = client.patch(path, json=forged).get_json()
    assert set(changed) == {"id", "title", "body", "created_at", "updated_at"}
    assert (changed["id"], changed["title"]) == (note["id"], "Milk")


def test_an_operator_as_text(client: FlaskClient) -> None:
    text = '{"$ne": ""}'
    path = client.post("/api/notes", json={"title": text, "body": "$title"}).headers["Location"]
    note = client.get(path).get_json()
    assert (note["title"], note["body"]) == (text, "$title")


@pytest.mark.parametrize(
    "query",
    [{"q[$ne]": ""}, {"q[$regex]": ".*"}, {"$where": "1"}, {"owner_id[$ne]": ""}],
    ids=str,
)
def test_an_operator_in_the_name_of_a_parameter(client: FlaskClient, query: dict[str, str]) -> None:
    client.post("/api/notes", json={"title": "Milk"})
    assert client.get("/api/notes", query_string=query).get_json()["total"] == 1


@pytest.mark.parametrize("q", ['{"$ne": ""}', ".*", "^M", "M(i|x)lk", "(?i)milk", "[", "\\", "$"])
def test_a_pattern_in_a_search(client: FlaskClient, q: str) -> None:
    client.post("/api/notes", json={"title": "Milk"})
    assert client.get("/api/notes", query_string={"q": q}).get_json()["total"] == 0


def test_a_pattern_that_takes_too_long(client: FlaskClient) -> None:
    client.post("/api/notes", json={"title": "Milk", "body": "a" * 10_000})
    response = client.get("/api/notes", query_string={"q": "(a+)+$"})
    assert response.get_json()["total"] == 0


@pytest.mark.parametrize("end", ["[$ne]", "?_id[$ne]=1", "%7B%22$ne%22:1%7D"])
def test_an_operator_in_an_id(client: FlaskClient, end: str) -> None:
    client.post("/api/notes", json={"title": "Milk"})
    assert_problem(client.delete(f"/api/notes/{end}"), 404)
    assert client.get("/api/notes").get_json()["total"] == 1
