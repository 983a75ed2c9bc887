"""The sums over all notes, and how long they are kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import MagicMock, patch

from flask import Flask
from flask.testing import FlaskClient

from app import stats
from app.cache import ERRORS
from tests import clients

compute = stats._compute


def read(client: FlaskClient) -> tuple[str, dict[str, Any]]:
    response = client.get("/api/notes/stats")
    assert response.status_code == 200, response.text
    return response.headers["X-Cache"], response.get_json()


def write(client: FlaskClient, body: str = "") -> dict[str, Any]:
    response = client.post("/api/notes", json={"title": "Milk", "body": body})
    note: dict[str, Any] = response.get_json()
    return note


def test_the_sums_are_computed_and_then_kept(client: FlaskClient) -> None:
    write(client, "Two bottles")
    note = write(client, "é")
    sums = {"total": 2, "characters": 12, "last_updated_at": note["updated_at"]}
    assert read(client) == ("MISS", sums)
    assert read(client) == ("HIT", sums)


def test_without_notes(client: FlaskClient) -> None:
    path = f"/api/notes/{write(client)['id']}"
    client.delete(path)
    assert read(client)[1] == {"total": 0, "characters": 0, "last_updated_at": None}


def test_every_change_is_heard_of(client: FlaskClient) -> None:
    path = f"/api/notes/{write(client)['id']}"
    read(client)
    client.patch(path, json={"body": "12345"})
    answer, sums = read(client)
    assert (answer, sums["characters"]) == ("MISS", 5)
    client.delete(path)
    answer, sums = read(client)
    assert (answer, sums["total"]) == ("MISS", 0)


def test_only_visible_notes_count(app: Flask, client: FlaskClient) -> None:
    write(client)
    read(client)
    other = clients.note_taker(app)
    assert read(other)[1]["total"] == other.get("/api/notes").get_json()["total"]


def test_a_slow_reader_does_not_keep_what_is_outdated(client: FlaskClient) -> None:
    write(client)

    def compute_slowly(visible: Any) -> stats.Stats:
        sums = compute(visible)
        write(client)
        return sums

    with patch("app.stats._compute", compute_slowly):
        assert read(client)[1]["total"] == 1
    answer, sums = read(client)
    assert (answer, sums["total"]) == ("MISS", 2)


def test_many_readers_at_once_compute_once(client: FlaskClient) -> None:
    write(client)
    ready = Barrier(8)

    def read_together(_: int) -> str:
        ready.wait()
        return read(client)[0]

    with (
        patch("app.stats._compute", side_effect=compute) as computed,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = list(threads.map(read_together, range(8)))
    assert computed.call_count == 1
    assert sorted(answers) == ["HIT"] * 7 + ["MISS"]


def test_who_waits_too_long_computes(client: FlaskClient) -> None:
    write(client)
    with patch("app.stats.SECONDS_TO_COMPUTE", 0):
        assert read(client)[0] == "MISS"


def test_without_a_cache_everything_works(client: FlaskClient) -> None:
    away = MagicMock()
    away.get.side_effect = away.delete.side_effect = ERRORS[0]("away")
    with patch("app.stats.current_cache", return_value=away):
        write(client)
        assert [read(client)[0] for _ in range(2)] == ["MISS", "MISS"]
