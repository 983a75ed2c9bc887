"""Errors: one format for all of them, whoever in the server finds the mistake."""

from collections.abc import Iterator

import httpx
import pytest

from . import checks
from .checks import new_note, path_of, send_text
from .clients import Target
from .clients import visitor as new_visitor

LIMIT = 1_000_000


def padded(size: int) -> bytes:
    """A valid note of exactly this many bytes: blanks after JSON mean nothing."""
    return b'{"title": "padded"}'.ljust(size)


def in_chunks(content: bytes) -> Iterator[bytes]:
    """Sent without Content-Length."""
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/nope", "/api", "/api/nope", "/api/notes/1/2", "/health"])
def test_a_route_that_does_not_exist(api: httpx.Client, method: str, path: str) -> None:
    checks.problem(api.request(method, path), 404)


@pytest.mark.parametrize(
    "path", ["/%00", "/%FF", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/pyproject.toml", "/.env"]
)
def test_an_odd_path(api: httpx.Client, target: Target, path: str) -> None:
    checks.nothing_there(api.get(path), target)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png, */*;q=0.1"])
def test_answers_are_json_whatever_is_asked_for(api: httpx.Client, accept: str) -> None:
    headers = {"Accept": accept}
    answer = api.get("/api/notes", headers=headers)
    assert answer.status_code == 200
    assert checks.media_type(answer) == "application/json"
    checks.problem(api.get("/api/nope", headers=headers), 404)
    checks.problem(api.get("/nope", headers=headers), 404)
    checks.invalid(api.get("/api/notes?limit=0", headers=headers), "limit")


NOTES = {"GET", "HEAD", "POST"}
NOTE = {"GET", "HEAD", "PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_wrong_method_on_the_list(api: httpx.Client, method: str) -> None:
    answer = api.request(method, "/api/notes")
    checks.problem(answer, 405)
    assert allowed(answer) == NOTES


def test_a_wrong_method_on_a_note(api: httpx.Client) -> None:
    answer = api.post(path_of(new_note(api)), json={"title": "x"})
    checks.problem(answer, 405)
    assert allowed(answer) == NOTE


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/health/live", "/health/ready"])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_wrong_method_on_a_page(api: httpx.Client, method: str, path: str) -> None:
    answer = api.request(method, path)
    checks.problem(answer, 405)
    assert allowed(answer) == {"GET", "HEAD"}


def allowed(answer: httpx.Response) -> set[str]:
    """What Allow names; OPTIONS may be among it or not."""
    return {name.strip() for name in answer.headers["Allow"].split(",")} - {"OPTIONS"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{", id="open"),
        pytest.param("title=x", id="form"),
        pytest.param('{"title": "x"} more', id="trailing"),
        pytest.param("{'title': 'x'}", id="single-quotes"),
        pytest.param('{"title": "a\nb"}', id="raw-line-break"),
        pytest.param(b'{"title": "\xff\xfe"}', id="not-utf-8"),
        pytest.param(b'{"title": "\xed\xa0\x80"}', id="surrogate-in-utf-8"),
        pytest.param(b"\x00", id="nul"),
        pytest.param(b"   ", id="blanks"),
    ],
)
def test_malformed_json(api: httpx.Client, method: str, content: str | bytes) -> None:
    path = "/api/notes" if method == "POST" else path_of(new_note(api))
    checks.problem(send_text(api, method, path, content), 400)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_no_body_at_all(api: httpx.Client, method: str) -> None:
    path = "/api/notes" if method == "POST" else path_of(new_note(api))
    for headers in ({}, {"Content-Type": "application/json"}):
        answer = api.request(method, path, headers=headers)
        extra = ["errors"] if answer.status_code == 422 else []
        assert answer.status_code in {400, 415, 422}
        checks.problem(answer, answer.status_code, *extra)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/html",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "application/octet-stream",
        "application/jsonx",
        "nonsense",
    ],
)
def test_a_body_of_another_type(api: httpx.Client, method: str, content_type: str) -> None:
    path = "/api/notes" if method == "POST" else path_of(new_note(api))
    checks.problem(send_text(api, method, path, '{"title": "x"}', content_type), 415)


def test_a_body_without_a_type(api: httpx.Client) -> None:
    checks.problem(api.post("/api/notes", content=b'{"title": "x"}'), 415)


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
def test_json_may_name_its_charset(api: httpx.Client, content_type: str) -> None:
    answer = send_text(api, "POST", "/api/notes", '{"title": "\u00e9"}'.encode(), content_type)
    assert answer.status_code == 201
    assert answer.json()["title"] == "\u00e9"


@pytest.mark.parametrize("chunked", [False, True], ids=["with-length", "chunked"])
def test_a_body_of_one_megabyte_is_read(api: httpx.Client, chunked: bool) -> None:
    content = padded(LIMIT)
    headers = {"Content-Type": "application/json"}
    answer = api.post(
        "/api/notes", content=in_chunks(content) if chunked else content, headers=headers
    )
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("size", [LIMIT + 1, 2 * LIMIT], ids=["one-byte-over", "twice"])
@pytest.mark.parametrize("chunked", [False, True], ids=["with-length", "chunked"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_body_over_one_megabyte(api: httpx.Client, method: str, chunked: bool, size: int) -> None:
    path = "/api/notes" if method == "POST" else path_of(new_note(api))
    content = padded(size)
    answer = api.request(
        method,
        path,
        content=in_chunks(content) if chunked else content,
        headers={"Content-Type": "application/json"},
    )
    checks.problem(answer, 413)
    assert api.get("/health/live").status_code == 200, "the connection goes on, or closes cleanly"


@pytest.mark.auth("jwt", "session")
@pytest.mark.parametrize("chunked", [False, True], ids=["with-length", "chunked"])
def test_a_visitors_body_over_one_megabyte(visitor: httpx.Client, chunked: bool) -> None:
    content = padded(LIMIT + 1)
    answer = visitor.post(
        "/api/auth/register",
        content=in_chunks(content) if chunked else content,
        headers={"Content-Type": "application/json"},
    )
    checks.problem(answer, 413)


@pytest.mark.parametrize("path", ["/", "/api/notes", "/health/live", "/docs", "/nope"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:80"]
)
def test_a_host_that_is_not_ours(api: httpx.Client, path: str, host: str) -> None:
    checks.problem(api.get(path, headers={"Host": host}), 400)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1234", "localhost:1", "[::1]:8000"])
def test_hosts_that_are_ours(visitor: httpx.Client, host: str) -> None:
    assert visitor.get("/health/live", headers={"Host": host}).status_code == 200


def test_a_forwarded_host_is_not_believed(api: httpx.Client) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = api.post("/api/notes", json={"title": "x"}, headers=headers)
    assert answer.status_code == 201
    assert "evil.example" not in answer.headers["Location"]


def test_problems_have_no_page_for_browsers(target: Target) -> None:
    with new_visitor(target) as browser:
        browser.headers["Accept"] = "text/html,application/xhtml+xml"
        checks.problem(browser.get("/nope"), 404)
        checks.problem(browser.delete("/"), 405)
        checks.problem(browser.get("/", headers={"Host": "evil.example"}), 400)
