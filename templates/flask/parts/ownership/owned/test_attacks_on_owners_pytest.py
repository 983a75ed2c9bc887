"""Attacks on what belongs to somebody, each refused; a test is named after what is tried."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import clients
from tests.support import assert_problem


@pytest.fixture
def path(client: FlaskClient) -> str:
    """Where the note of the victim is."""
    return client.post("/api/notes", json={"title": "Mine"}).headers["Location"]


@pytest.fixture
def attacker(app: Flask) -> FlaskClient:
    return clients.note_taker(app)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_the_id_of_someone_elses_note(
    client: FlaskClient, attacker: FlaskClient, path: str, method: str
) -> None:
    refusal = assert_problem(attacker.open(path, method=method, json={"title": "Theirs"}), 404)
    unknown = attacker.open("/api/notes/unknown", method=method, json={"title": "Theirs"})
    assert refusal == assert_problem(unknown, 404)
    assert client.get(path).get_json()["title"] == "Mine"


@pytest.mark.parametrize("query", ["", "q=Mine", "q=%25", "owner_id=*", "limit=100&offset=0"])
def test_someone_elses_note_in_a_list(attacker: FlaskClient, path: str, query: str) -> None:
    assert attacker.get(f"/api/notes?{query}").get_json()["items"] == []


def test_a_note_in_someone_elses_name(
    client: FlaskClient, attacker: FlaskClient, path: str
) -> None:
    victim = client.get("/api/auth/me").get_json()["id"]
    forged = {"title": "Gift", "owner_id": victim, "owner": victim, "user_id": victim}
    given = attacker.post("/api/notes", json=forged).headers["Location"]
    attacker.patch(given, json=forged)
    assert client.get("/api/notes").get_json()["total"] == 1
    assert attacker.get(given).status_code == 200


def test_what_others_must_not_know(client: FlaskClient) -> None:
    assert set(client.get("/api/auth/me").get_json()) == {"id", "email", "created_at"}


def test_every_guarded_operation_without_signing_in(visitor: FlaskClient) -> None:
    paths = visitor.get("/openapi.json").get_json()["paths"]
    guarded = [
        (path, method)
        for path, operations in paths.items()
        for method, operation in operations.items()
        if "security" in operation
    ]
    assert len(guarded) > 6
    for path, method in guarded:
        address = re.sub(r"{\w+}", "00000000-0000-4000-8000-000000000000", path)
        clients.assert_unauthorized(visitor.open(address, method=method.upper(), json={}))
    open_to_all = set(paths) - {path for path, _ in guarded}
    assert all(path.startswith(("/health/", "/api/auth/")) for path in open_to_all)
