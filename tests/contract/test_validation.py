"""What a note may hold: strict types, lengths, and text that every database can keep."""

import json

import httpx
import pytest

from . import checks
from .checks import new_note, path_of, send, send_text

WRITES = ["POST", "PUT", "PATCH"]

WRONG_FOR_BOTH = [
    pytest.param(None, id="null"),
    pytest.param(7, id="number"),
    pytest.param(7.5, id="float"),
    pytest.param(True, id="boolean"),
    pytest.param(["a"], id="list"),
    pytest.param({"a": "b"}, id="object"),
    pytest.param("a\x00b", id="nul"),
    pytest.param("\x00", id="only-nul"),
    pytest.param("a\ud800b", id="high-surrogate"),
    pytest.param("a\udc00", id="low-surrogate"),
]


def write(api: httpx.Client, method: str, payload: object) -> httpx.Response:
    """The payload, sent to the list when it makes a note, else to a note that exists."""
    path = "/api/notes" if method == "POST" else path_of(new_note(api))
    return send(api, method, path, payload)


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("field", ["title", "body"])
@pytest.mark.parametrize("value", WRONG_FOR_BOTH)
def test_a_wrong_value_is_named(api: httpx.Client, method: str, field: str, value: object) -> None:
    checks.invalid(write(api, method, {"title": "Milk", field: value}), field)


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("title", "", id="empty-title"),
        pytest.param("title", "x" * 201, id="long-title"),
        pytest.param("body", "x" * 10_001, id="long-body"),
    ],
)
def test_a_wrong_length_is_named(api: httpx.Client, method: str, field: str, value: str) -> None:
    checks.invalid(write(api, method, {"title": "Milk", field: value}), field)


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("payload", [{}, {"body": "no title"}], ids=["empty", "body-only"])
def test_a_title_is_required(api: httpx.Client, method: str, payload: object) -> None:
    checks.invalid(write(api, method, payload), "title")


def test_every_wrong_field_is_named_at_once(api: httpx.Client) -> None:
    checks.invalid(write(api, "POST", {"title": "", "body": 7}), "title", "body")


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("payload", [None, [], ["title"], "title", 7, True], ids=repr)
def test_json_that_is_no_object(api: httpx.Client, method: str, payload: object) -> None:
    checks.invalid(write(api, method, payload))


@pytest.mark.parametrize("escape", ["\\ud83d\\ude00", "\\u00e9", "\\n"])
def test_json_escapes_are_text(api: httpx.Client, escape: str) -> None:
    answer = send_text(api, "POST", "/api/notes", f'{{"title": "{escape}"}}')
    assert answer.status_code == 201
    assert answer.json()["title"] == json.loads(f'"{escape}"')


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('{"title": "x", "\\ud800": 1}', id="surrogate-in-a-name"),
        pytest.param('{"title": "x", "extra": "\\ud800\\u0000"}', id="surrogate-in-an-extra"),
        pytest.param('{"title": "x", "title": 7}', id="twice"),
        pytest.param('{"title": NaN}', id="nan"),
        pytest.param('{"title": 1e999}', id="infinity"),
        pytest.param('{"title": ' + "9" * 5000 + "}", id="huge-number"),
        pytest.param('{"title": ' + "[" * 50_000 + "]" * 50_000 + "}", id="deep"),
        pytest.param("[" * 100_000, id="deep-and-open"),
        pytest.param('{"__proto__": {}, "__class__": {}, "self": 1}', id="odd-names"),
    ],
)
def test_odd_json_is_never_the_servers_fault(api: httpx.Client, content: str) -> None:
    answer = send_text(api, "POST", "/api/notes", content)
    assert answer.status_code in {201, 400, 422}
    if answer.status_code != 201:
        extra = ["errors"] if answer.status_code == 422 else []
        checks.problem(answer, answer.status_code, *extra)
