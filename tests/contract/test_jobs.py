"""Work that a request does not wait for: a job is there at once, its result some time later."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from . import checks
from .checks import new_note, path_of
from .clients import Json, Target

pytestmark = pytest.mark.has("queue")

FIELDS = {"id", "status", "note_id", "result", "error", "created_at", "finished_at"}
STATUSES = {"pending", "running", "succeeded", "failed"}
SECONDS = 30
GONE = "The note no longer exists."
signed_in_only = pytest.mark.auth("jwt", "session", "oauth2")


def job(found: Json) -> Json:
    """The same job, once it is certain that it is a whole one and says nothing impossible."""
    assert set(found) == FIELDS
    assert found["status"] in STATUSES
    checks.identifier(found["id"])
    created = checks.recent(found["created_at"])
    assert (found["finished_at"] is not None) == (found["status"] in {"succeeded", "failed"})
    assert (found["result"] is not None) == (found["status"] == "succeeded")
    assert (found["error"] is not None) == (found["status"] == "failed")
    if found["finished_at"]:
        assert created <= checks.recent(found["finished_at"])
    return found


def start(client: httpx.Client, note: Json) -> Json:
    answer = client.post(f"{path_of(note)}/report")
    assert answer.status_code == 202, answer.text
    assert checks.media_type(answer) == "application/json"
    found = job(answer.json())
    assert answer.headers["Location"] == f"/api/jobs/{found['id']}"
    assert found["note_id"] == note["id"]
    return found


def finished(client: httpx.Client, started: Json) -> Json:
    deadline = time.monotonic() + SECONDS
    while True:
        found = job(client.get(f"/api/jobs/{started['id']}").json())
        assert (found["id"], found["created_at"]) == (started["id"], started["created_at"])
        if found["finished_at"]:
            return found
        assert time.monotonic() < deadline, f"still {found['status']} after {SECONDS} s"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("", {"words": 0, "characters": 0, "lines": 0}),
        ("Two bottles", {"words": 2, "characters": 11, "lines": 1}),
        ("one\ntwo\n\nthree  four\n", {"words": 4, "characters": 21, "lines": 4}),
        ("é 🐍", {"words": 2, "characters": 3, "lines": 1}),
        ("x" * 10_000, {"words": 1, "characters": 10_000, "lines": 1}),
    ],
    ids=["empty", "line", "lines", "unicode", "long"],
)
def test_a_report(api: httpx.Client, body: str, result: Json) -> None:
    found = finished(api, start(api, new_note(api, body=body)))
    assert found["status"] == "succeeded"
    assert found["result"] == result


def test_what_is_finished_stays_as_it_is(api: httpx.Client) -> None:
    note = new_note(api)
    found = finished(api, start(api, note))
    assert api.patch(path_of(note), json={"body": "changed"}).status_code == 200
    assert finished(api, start(api, note))["result"]["characters"] == len("changed")
    assert api.get(f"/api/jobs/{found['id']}").json() == found


def test_many_at_once(api: httpx.Client) -> None:
    note = new_note(api, body="a b")
    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(lambda _: start(api, note), range(16)))
    assert len({found["id"] for found in started}) == 16
    for found in started:
        assert finished(api, found)["status"] == "succeeded"


def test_a_job_outlives_its_note(api: httpx.Client) -> None:
    note = new_note(api)
    started = start(api, note)
    assert api.delete(path_of(note)).status_code == 204
    found = finished(api, started)
    assert found["status"] == "succeeded" or found["error"] == GONE
    checks.problem(api.post(f"{path_of(note)}/report"), 404)


@pytest.mark.parametrize("note_id", ["1", "stats", "x" * 300, "%00"])
def test_a_note_that_does_not_exist(api: httpx.Client, target: Target, note_id: str) -> None:
    checks.nothing_there(api.post(f"/api/notes/{note_id}/report"), target)


@pytest.mark.parametrize("job_id", ["1", "%00", "x" * 300, "00000000-0000-4000-8000-000000000000"])
def test_a_job_that_does_not_exist(api: httpx.Client, target: Target, job_id: str) -> None:
    checks.nothing_there(api.get(f"/api/jobs/{job_id}"), target)


@signed_in_only
def test_someone_elses_note_and_job_do_not_exist(api: httpx.Client, stranger: httpx.Client) -> None:
    note = new_note(api)
    found = start(api, note)
    theirs = checks.problem(stranger.post(f"{path_of(note)}/report"), 404)
    nobodys = checks.problem(stranger.post(f"/api/notes/{uuid.uuid4()}/report"), 404)
    assert len(theirs["detail"]) == len(nobodys["detail"]), "nobody learns that it exists"
    checks.problem(stranger.get(f"/api/jobs/{found['id']}"), 404)
    assert finished(api, found)["status"] == "succeeded"


@signed_in_only
def test_a_visitor_has_no_jobs(api: httpx.Client, visitor: httpx.Client, target: Target) -> None:
    note = new_note(api)
    found = start(api, note)
    checks.unauthorized(visitor.post(f"{path_of(note)}/report"), target.auth)
    checks.unauthorized(visitor.get(f"/api/jobs/{found['id']}"), target.auth)
    checks.unauthorized(visitor.get("/api/jobs/1"), target.auth)


@pytest.mark.auth("session")
def test_another_site_starts_no_job(api: httpx.Client) -> None:
    path = f"{path_of(new_note(api))}/report"
    checks.problem(api.post(path, headers={"X-CSRF-Token": ""}), 403)
    checks.problem(api.post(path, headers={"X-CSRF-Token": "forged"}), 403)


def test_wrong_methods(api: httpx.Client) -> None:
    note = new_note(api)
    found = start(api, note)
    answer = api.get(f"{path_of(note)}/report")
    checks.problem(answer, 405)
    assert "POST" in answer.headers["Allow"]
    for method in ("POST", "PUT", "DELETE"):
        checks.problem(api.request(method, f"/api/jobs/{found['id']}"), 405)


def test_its_head(api: httpx.Client) -> None:
    found = start(api, new_note(api))
    head = api.head(f"/api/jobs/{found['id']}")
    assert (head.status_code, head.content) == (200, b"")
