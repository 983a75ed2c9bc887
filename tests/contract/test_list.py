"""The list of notes: its order, its pages and its search."""

import httpx
import pytest

from . import checks
from .checks import new_note
from .clients import Json


def search(api: httpx.Client, **params: str | int) -> Json:
    answer = api.get("/api/notes", params=params)
    assert answer.status_code == 200, answer.text
    assert checks.media_type(answer) == "application/json"
    page: Json = answer.json()
    assert set(page) == {"items", "total", "limit", "offset"}
    for item in page["items"]:
        checks.note(item)
    return page


def titles(page: Json) -> list[str]:
    return [item["title"] for item in page["items"]]


def test_newest_first(api: httpx.Client, word: str) -> None:
    notes = [new_note(api, title=f"{word} {number}") for number in range(4)]
    assert search(api, q=word)["items"] == notes[::-1]


def test_a_changed_note_keeps_its_place(api: httpx.Client, word: str) -> None:
    first, _ = new_note(api, title=f"{word} 1"), new_note(api, title=f"{word} 2")
    api.patch(checks.path_of(first), json={"body": "changed"})
    assert titles(search(api, q=word)) == [f"{word} 2", f"{word} 1"]


def test_pages_follow_each_other(api: httpx.Client, word: str) -> None:
    notes = [new_note(api, title=f"{word} {number}") for number in range(5)][::-1]
    for offset in (0, 2, 4, 5, 6):
        page = search(api, q=word, limit=2, offset=offset)
        assert page["items"] == notes[offset : offset + 2]
        assert (page["total"], page["limit"], page["offset"]) == (5, 2, offset)


def test_a_page_holds_twenty_unless_told(api: httpx.Client, word: str) -> None:
    for number in range(21):
        new_note(api, title=f"{word} {number}")
    page = search(api, q=word)
    assert (len(page["items"]), page["total"]) == (20, 21)
    assert (page["limit"], page["offset"]) == (20, 0)
    assert len(search(api, q=word, limit=100)["items"]) == 21


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", 1), ("limit", 100), ("offset", 0), ("offset", 2**31 - 1)],
)
def test_the_outermost_pages(api: httpx.Client, name: str, value: int) -> None:
    assert search(api, **{name: value})[name] == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "1.5"),
        ("limit", ""),
        ("limit", "9" * 5000),
        ("limit", "10\x00"),
        ("offset", "-1"),
        ("offset", str(2**31)),
        ("offset", str(2**63)),
        ("offset", "ten"),
        ("q", "x" * 201),
        ("q", "a\x00b"),
    ],
    ids=lambda value: repr(value)[:14],
)
def test_a_wrong_parameter_is_named(api: httpx.Client, name: str, value: str) -> None:
    checks.invalid(api.get("/api/notes", params={name: value}), name)


def test_every_wrong_parameter_is_named_at_once(api: httpx.Client) -> None:
    checks.invalid(api.get("/api/notes", params={"limit": 0, "offset": -1}), "limit", "offset")


def test_of_repeated_parameters_the_last_counts(api: httpx.Client, word: str) -> None:
    new_note(api, title=word)
    answer = api.get(f"/api/notes?q=nothing&q={word}&limit=0&limit=7&offset=x&offset=0")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["limit"], titles(answer.json())) == (7, [word])


def test_unknown_parameters_are_ignored(api: httpx.Client, word: str) -> None:
    new_note(api, title=word)
    page = search(api, q=word, format="xml", page=3, ordering="title", title="other", owner="me")
    assert titles(page) == [word]


def test_parameters_that_are_not_utf_8(api: httpx.Client) -> None:
    answer = api.get("/api/notes?q=%FF%ED%A0%80")
    assert answer.status_code in {200, 400, 422}


def test_search_finds_a_part_of_the_title_or_the_body(api: httpx.Client, word: str) -> None:
    new_note(api, title=f"before{word}after")
    new_note(api, title="Other", body=f"line one\nline {word} two")
    new_note(api, title="Neither")
    assert titles(search(api, q=word)) == ["Other", f"before{word}after"]
    assert search(api, q=word)["total"] == 2
    assert search(api, q=f"{word}{word}") == {"items": [], "total": 0, "limit": 20, "offset": 0}


def test_an_empty_search_finds_every_note(api: httpx.Client) -> None:
    new_note(api)
    assert search(api, q="")["total"] == search(api)["total"] > 0


def test_the_longest_search(api: httpx.Client) -> None:
    text = "\u00e9" * 200
    new_note(api, title=text)
    assert search(api, q=text, limit=1)["total"] >= 1


@pytest.mark.parametrize(
    ("written", "sought"),
    [("MiXeD", "mixed"), ("mixed", "MIXED"), ("\u00c9COLE", "\u00e9cole"), ("\u044f", "\u042f")],
    ids=["lower", "upper", "latin", "cyrillic"],
)
def test_search_ignores_case(api: httpx.Client, word: str, written: str, sought: str) -> None:
    new_note(api, title=f"{word} {written}")
    assert search(api, q=f"{word} {sought}")["total"] == 1
    new_note(api, body=f"{word} {written}")
    assert search(api, q=f"{word} {sought}")["total"] == 2


@pytest.mark.parametrize(
    ("written", "sought"),
    [("resum\u00e9", "resume"), ("\U0001f40d", "\U0001f98a"), ("a b", "a  b"), ("ss", "\u00df")],
    ids=["accent", "emoji", "spaces", "sharp-s"],
)
def test_search_ignores_nothing_else(
    api: httpx.Client, word: str, written: str, sought: str
) -> None:
    new_note(api, title=f"{word} {written}")
    assert search(api, q=f"{word} {written}")["total"] == 1
    assert search(api, q=f"{word} {sought}")["total"] == 0


@pytest.mark.parametrize("special", ["%", "_", "\\", "*", "?", "[a-z]", "'", '"', "\\%", "%%", "/"])
def test_wildcards_are_ordinary_characters(api: httpx.Client, word: str, special: str) -> None:
    new_note(api, title=f"{word} a{special}z")
    new_note(api, title=f"{word} abz")
    new_note(api, title=f"{word} az")
    assert titles(search(api, q=f"{word} a{special}z")) == [f"{word} a{special}z"]
    assert titles(search(api, q=f"{word} a{special}")) == [f"{word} a{special}z"]
