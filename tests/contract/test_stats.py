"""Statistics that are kept for a while, and never outlive a change that somebody has made."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import httpx
import pytest

from . import checks
from .checks import new_note, path_of
from .clients import Json, Someone, Target

pytestmark = pytest.mark.has("cache")

PATH = "/api/notes/stats"
AT_ONCE = 32
signed_in_only = pytest.mark.auth("jwt", "session", "oauth2")


def stats(client: httpx.Client) -> tuple[str, Json]:
    """Whether the answer was kept, and the answer, once it is certain that it is a whole one."""
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    assert checks.media_type(answer) == "application/json"
    found: Json = answer.json()
    assert set(found) == {"total", "characters", "last_updated_at"}
    assert type(found["total"]) is type(found["characters"]) is int
    if found["last_updated_at"] is not None:
        assert checks.TIMESTAMP.fullmatch(found["last_updated_at"])
    return answer.headers["X-Cache"], found


def test_the_second_answer_is_kept(api: httpx.Client) -> None:
    new_note(api)
    kept, first = stats(api)
    assert kept == "MISS"
    assert stats(api) == ("HIT", first)
    assert stats(api) == ("HIT", first)


@signed_in_only
def test_somebody_without_notes(someone: Someone) -> None:
    assert stats(someone())[1] == {"total": 0, "characters": 0, "last_updated_at": None}


def test_sums(someone: Someone) -> None:
    person = someone()
    _, before = stats(person)
    new_note(person, body="")
    new_note(person, body="é🐍\n")  # three characters, however many bytes
    last = new_note(person, body="x" * 10_000)
    _, after = stats(person)
    assert after["total"] - before["total"] == 3
    assert after["characters"] - before["characters"] == 10_003
    assert after["last_updated_at"] == last["updated_at"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_shows_at_once(api: httpx.Client, method: str) -> None:
    found = new_note(api, body="ten chars.")
    stats(api)
    kept, before = stats(api)
    assert kept == "HIT"
    payload = None if method == "DELETE" else {"title": "x", "body": "12345"}
    answer = api.request(method, path_of(found), json=payload)
    assert answer.is_success
    kept, after = stats(api)
    assert kept == "MISS"
    lost = 10 if method == "DELETE" else 5
    assert before["characters"] - after["characters"] == lost
    assert before["total"] - after["total"] == (method == "DELETE")
    if method != "DELETE":
        assert after["last_updated_at"] == answer.json()["updated_at"]


def test_what_is_refused_changes_nothing(api: httpx.Client) -> None:
    found = new_note(api)
    stats(api)
    checks.problem(api.post("/api/notes", json={}), 422, "errors")
    checks.problem(api.patch(path_of(found), json={"title": ""}), 422, "errors")
    checks.problem(api.delete("/api/notes/1"), 404)
    assert stats(api)[0] == "HIT"


@signed_in_only
def test_each_person_has_their_own(api: httpx.Client, someone: Someone) -> None:
    new_note(api)
    stats(api)
    other = someone()
    assert stats(other)[1]["total"] == 0
    new_note(other, body="abc")
    assert stats(other)[1]["characters"] == 3
    assert stats(api)[0] == "HIT", "somebody else's note is none of ours"


@signed_in_only
def test_a_visitor_has_none(api: httpx.Client, visitor: httpx.Client, target: Target) -> None:
    stats(api)
    checks.unauthorized(visitor.get(PATH), target.auth)


def test_of_many_at_once_one_computes(someone: Someone, target: Target) -> None:
    person = someone()
    new_note(person)
    start = Barrier(AT_ONCE)

    def ask(_: int) -> tuple[str, Json]:
        with target.copy_of(person) as client:
            client.get("/health/live")
            start.wait(timeout=30)
            return stats(client)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(AT_ONCE)))
    assert [kept for kept, _ in answers].count("MISS") == 1
    assert all(answer == answers[0][1] for _, answer in answers)


def test_whoever_writes_reads_it(someone: Someone, target: Target) -> None:
    """A reader that is slower than a write must not leave an answer from before it."""
    writer = someone()
    total = stats(writer)[1]["total"]
    done = Event()
    # A proxy would take readers without any pause for a flood.
    pause = 0.05 if target.is_https else 0

    def read(_: int) -> None:
        with target.copy_of(writer) as reader:
            while not done.wait(pause):
                stats(reader)

    with ThreadPoolExecutor(4) as pool:
        readers = pool.map(read, range(4))
        try:
            for written in range(1, 31):
                new_note(writer)
                assert stats(writer)[1]["total"] == total + written
        finally:
            done.set()
        list(readers)


def test_its_head(api: httpx.Client) -> None:
    stats(api)
    full, head = api.get(PATH), api.head(PATH)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["X-Cache"] == full.headers["X-Cache"] == "HIT"


def test_a_wrong_method(api: httpx.Client) -> None:
    answer = api.post(PATH, json={"title": "x"})
    checks.problem(answer, 405)
