"""Whose note it is."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import clients
from tests.support import assert_problem


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_someone_elses_note_does_not_exist(app: Flask, client: FlaskClient, method: str) -> None:
    path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    stranger = clients.note_taker(app)
    assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
    assert client.get(path).get_json()["title"] == "Mine"


def test_a_list_holds_ones_own_notes_only(app: Flask, client: FlaskClient) -> None:
    client.post("/api/notes", json={"title": "Mine"})
    assert clients.note_taker(app).get("/api/notes").get_json()["total"] == 0


def test_nobody_reads_without_signing_in(visitor: FlaskClient) -> None:
    clients.assert_unauthorized(visitor.get("/api/notes"))
    clients.assert_unauthorized(visitor.post("/api/notes", json={"title": "Nobody's"}))
