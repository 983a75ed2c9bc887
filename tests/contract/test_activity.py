"""What happened to notes: events that came through the log, the newest first, each once."""

import json
import time
import uuid
from urllib.parse import urlsplit

import httpx
import pytest
from confluent_kafka import Consumer, Message

from . import checks
from .checks import new_note, path_of
from .clients import Json, Someone, Target

pytestmark = pytest.mark.has("events")

PATH = "/api/activity"
SECONDS = 30
signed_in_only = pytest.mark.auth("jwt", "session", "oauth2")


def page(client: httpx.Client, **params: object) -> Json:
    answer = client.get(PATH, params={name: str(value) for name, value in params.items()})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert set(found) == {"items", "total", "limit", "offset"}
    for item in found["items"]:
        assert set(item) == {"id", "type", "note_id", "title", "at"}
        checks.identifier(item["id"])
        checks.identifier(item["note_id"])
        assert item["type"] in {"note.created", "note.updated", "note.deleted"}
        assert checks.TIMESTAMP.fullmatch(item["at"])
    return found


def of_note(client: httpx.Client, note: Json, count: int) -> list[Json]:
    """What happened to a note, once so much of it has arrived."""
    deadline = time.monotonic() + SECONDS
    while True:
        items = page(client, limit=100)["items"]
        found = [item for item in items if item["note_id"] == note["id"]]
        if len(found) >= count:
            return found
        assert time.monotonic() < deadline, f"{len(found)} of {count} events after {SECONDS} s"
        time.sleep(0.05)


def life(client: httpx.Client) -> Json:
    """A note that is written, changed and deleted."""
    note = new_note(client, title="First")
    assert client.patch(path_of(note), json={"title": "Second 🐍"}).status_code == 200
    assert client.delete(path_of(note)).status_code == 204
    return note


def test_each_change_is_an_event(api: httpx.Client) -> None:
    items = of_note(api, life(api), 3)
    assert [(item["type"], item["title"]) for item in items] == [
        ("note.deleted", "Second 🐍"),
        ("note.updated", "Second 🐍"),
        ("note.created", "First"),
    ]
    assert len({item["id"] for item in items}) == 3
    moments = [checks.recent(item["at"]) for item in items]
    assert moments == sorted(moments, reverse=True)


def test_put_is_a_change(api: httpx.Client) -> None:
    note = new_note(api, title="First")
    assert api.put(path_of(note), json={"title": "Third"}).status_code == 200
    newest = of_note(api, note, 2)[0]
    assert (newest["type"], newest["title"]) == ("note.updated", "Third")


def test_an_event_comes_once(api: httpx.Client) -> None:
    note = life(api)
    of_note(api, note, 3)
    other = life(api)
    of_note(api, other, 3)
    assert len(of_note(api, note, 3)) == 3


def test_what_is_refused_did_not_happen(api: httpx.Client) -> None:
    note = new_note(api)
    checks.problem(api.patch(path_of(note), json={"title": ""}), 422, "errors")
    checks.problem(api.post("/api/notes", json={}), 422, "errors")
    later = new_note(api)
    of_note(api, later, 1)
    assert len(of_note(api, note, 1)) == 1


def test_a_page(someone: Someone) -> None:
    person = someone()
    before = page(person)["total"]
    notes = [new_note(person, title=str(number)) for number in range(5)]
    for note in notes:
        of_note(person, note, 1)
    assert page(person)["total"] == before + 5
    every = page(person, limit=5)
    assert (every["limit"], every["offset"]) == (5, 0)
    assert {item["note_id"] for item in every["items"]} == {note["id"] for note in notes}
    part = page(person, limit=2, offset=1)
    assert part["items"] == every["items"][1:3]
    assert (part["limit"], part["offset"], part["total"]) == (2, 1, before + 5)
    assert page(person, offset=before + 5)["items"] == []
    assert page(person)["limit"] == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in ("limit", "offset")
        for value in ("-1", "x", "", "1.5", "2147483648")
    ]
    + [("limit", "0"), ("limit", "101")],
)
def test_a_page_that_does_not_exist(api: httpx.Client, name: str, value: str) -> None:
    checks.invalid(api.get(PATH, params={name: value}), name)


@signed_in_only
def test_someone_elses_changes_are_not_told(someone: Someone) -> None:
    alice, bob = someone(), someone()
    hers, his = new_note(alice), new_note(bob)
    of_note(alice, hers, 1)
    of_note(bob, his, 1)
    assert [item["note_id"] for item in page(alice)["items"]] == [hers["id"]]
    assert page(bob)["total"] == 1


@signed_in_only
def test_a_visitor_hears_nothing(visitor: httpx.Client, target: Target) -> None:
    checks.unauthorized(visitor.get(PATH), target.auth)


def test_a_wrong_method(api: httpx.Client) -> None:
    answer = api.post(PATH, json={})
    checks.problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_its_head(api: httpx.Client) -> None:
    head = api.head(PATH)
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.has("kafka")
def test_other_programs_read_the_same(api: httpx.Client, target: Target) -> None:
    note = life(api)
    activity = {item["id"]: item for item in of_note(api, note, 3)}
    messages = read_topic(target.kafka, note["id"], 3)
    events = [json.loads(message.value() or b"") for message in messages]
    assert [event["type"] for event in events] == ["note.created", "note.updated", "note.deleted"]
    audience = api.get("/api/auth/me").json()["id"] if target.has_users else "everyone"
    for event in events:
        assert set(event) == {"id", "type", "note_id", "audience", "title", "at"}
        assert event.pop("audience") == audience
        assert event == activity[event["id"]]


def read_topic(url: str, key: str, count: int) -> list[Message]:
    """The messages of one key, which are in one partition and so in order."""
    place = urlsplit(url)
    group = {"group.id": uuid.uuid4().hex, "auto.offset.reset": "earliest"}
    consumer = Consumer({"bootstrap.servers": place.netloc, **group})
    consumer.subscribe([place.path.lstrip("/")])
    deadline = time.monotonic() + SECONDS
    found: list[Message] = []
    try:
        while len(found) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} messages"
            message = consumer.poll(0.5)
            if message and not message.error() and message.key() == key.encode():
                found.append(message)
    finally:
        consumer.close()
    return found
