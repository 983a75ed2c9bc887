"""What every answer carries, and who may call from another origin."""

import re
from collections.abc import Callable

import httpx
import pytest

from . import checks
from .checks import new_note, path_of, send_text
from .clients import Target
from .pages import Page

Ask = Callable[[httpx.Client], httpx.Response]

# One of each kind: different parts of a server make them, and each part may forget a header.
ANSWERS: dict[str, tuple[int, Ask]] = {
    "home": (200, lambda api: api.get("/")),
    "docs": (200, lambda api: api.get("/docs")),
    "openapi": (200, lambda api: api.get("/openapi.json")),
    "live": (200, lambda api: api.get("/health/live")),
    "ready": (200, lambda api: api.get("/health/ready")),
    "head": (200, lambda api: api.head("/health/live")),
    "static": (200, lambda api: api.get(first_asset(api, "/"))),
    "docs-asset": (200, lambda api: api.get(first_asset(api, "/docs"))),
    "list": (200, lambda api: api.get("/api/notes")),
    "created": (201, lambda api: api.post("/api/notes", json={"title": "x"})),
    "deleted": (204, lambda api: api.delete(path_of(new_note(api)))),
    "malformed": (400, lambda api: send_text(api, "POST", "/api/notes", "{")),
    "bad-host": (400, lambda api: api.get("/api/notes", headers={"Host": "evil.example"})),
    "no-note": (404, lambda api: api.get("/api/notes/1")),
    "no-route": (404, lambda api: api.get("/nope")),
    "no-static": (404, lambda api: api.get(first_asset(api, "/") + ".nope")),
    "wrong-method": (405, lambda api: api.delete("/api/notes")),
    "too-large": (413, lambda api: send_text(api, "POST", "/api/notes", " " * 1_000_001)),
    "wrong-type": (415, lambda api: send_text(api, "POST", "/api/notes", "x", "text/plain")),
    "invalid": (422, lambda api: api.post("/api/notes", json={})),
}
every_answer = pytest.mark.parametrize("kind", ANSWERS)


def ask(api: httpx.Client, kind: str) -> httpx.Response:
    status, request = ANSWERS[kind]
    answer = request(api)
    assert answer.status_code == status
    return answer


def first_asset(api: httpx.Client, path: str) -> str:
    return str(httpx.URL(path).join(Page.parse(api.get(path).text).assets()[0]))


@every_answer
def test_every_answer_is_guarded(target: Target, api: httpx.Client, kind: str) -> None:
    headers = ask(api, kind).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    https_only = ["max-age=31536000; includeSubDomains"] if target.is_https else []
    assert headers.get_list("Strict-Transport-Security") == https_only, "over HTTPS alone"
    for name in ("X-Content-Type-Options", "Content-Security-Policy", "X-Request-ID"):
        assert len(headers.get_list(name)) == 1, f"{name} is sent once"


@every_answer
def test_every_answer_has_a_policy(api: httpx.Client, kind: str) -> None:
    policy = ask(api, kind).headers["Content-Security-Policy"]
    directives = {part.strip() for part in policy.split(";") if part.strip()}
    assert directives >= {
        "default-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
    }
    if kind != "docs":
        assert "unsafe" not in policy


@every_answer
def test_every_answer_has_a_request_id(api: httpx.Client, kind: str) -> None:
    first, second = (ask(api, kind).headers["X-Request-ID"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


@every_answer
def test_a_request_id_is_echoed(target: Target, api: httpx.Client, kind: str) -> None:
    with target.copy_of(api) as client:
        client.headers["X-Request-ID"] = "From-Client_1.2"
        assert ask(client, kind).headers["X-Request-ID"] == "From-Client_1.2"


@pytest.mark.parametrize("request_id", ["a", "x" * 64, "A-b_c.9"])
def test_a_fitting_request_id(visitor: httpx.Client, request_id: str) -> None:
    answer = visitor.get("/health/live", headers={"X-Request-ID": request_id})
    assert answer.headers["X-Request-ID"] == request_id


@pytest.mark.parametrize(
    "request_id", ["", "x" * 65, "a b", "a/b", "<b>", "a,b", "\u00e9".encode(), b"\xff", '{"a":1}']
)
def test_an_unfit_request_id_is_replaced(visitor: httpx.Client, request_id: str | bytes) -> None:
    value = request_id if isinstance(request_id, bytes) else request_id.encode()
    answer = visitor.get("/health/live", headers={b"X-Request-ID": value})
    assert answer.status_code == 200
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


CORS_HEADERS = [
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Expose-Headers",
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def varies_by_origin(answer: httpx.Response) -> bool:
    return "origin" in [part.strip().lower() for part in answer.headers.get("Vary", "").split(",")]


def preflight(client: httpx.Client, origin: str, method: str, path: str) -> httpx.Response:
    return client.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type,x-csrf-token",
        },
    )


@pytest.mark.parametrize(
    "kind",
    [
        "list",
        "created",
        "no-note",
        "no-route",
        "invalid",
        "live",
        "malformed",
        "too-large",
        "wrong-type",
        "wrong-method",
    ],
)
def test_a_listed_origin_may_read(target: Target, api: httpx.Client, kind: str) -> None:
    with target.copy_of(api) as page:
        page.headers["Origin"] = target.cors_origin
        answer = ask(page, kind)
    assert answer.headers["Access-Control-Allow-Origin"] == target.cors_origin
    assert varies_by_origin(answer)
    exposed = answer.headers["Access-Control-Expose-Headers"].lower().replace(" ", "").split(",")
    assert {"location", "x-request-id", "retry-after"} <= set(exposed)
    with_cookies = answer.headers.get("Access-Control-Allow-Credentials") == "true"
    assert with_cookies == (target.auth == "session")


@pytest.mark.auth("jwt", "session", "oauth2")
def test_a_listed_origin_may_read_that_it_must_sign_in(
    target: Target, visitor: httpx.Client
) -> None:
    answer = visitor.get("/api/notes", headers={"Origin": target.cors_origin})
    checks.unauthorized(answer, target.auth)
    assert answer.headers["Access-Control-Allow-Origin"] == target.cors_origin


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/api/notes", "/api/notes/1"])
def test_a_listed_origin_may_ask_first(
    target: Target, visitor: httpx.Client, method: str, path: str
) -> None:
    answer = preflight(visitor, target.cors_origin, method, path)
    assert answer.status_code in {200, 204}
    assert answer.headers["Access-Control-Allow-Origin"] == target.cors_origin
    assert method in answer.headers["Access-Control-Allow-Methods"]
    headers = answer.headers["Access-Control-Allow-Headers"].lower()
    needed = {"none": [], "session": ["x-csrf-token"]}.get(target.auth, ["authorization"])
    assert all(name in headers for name in ["content-type", *needed])
    assert varies_by_origin(answer)
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "{listed}.evil.example",
        "{listed}:8443",
        "http://app.example",
    ],
)
def test_another_origin_gets_no_permission(target: Target, api: httpx.Client, origin: str) -> None:
    origin = origin.format(listed=target.cors_origin)
    plain = api.get("/api/notes", headers={"Origin": origin})
    asked = preflight(api, origin, "POST", "/api/notes")
    for answer in (plain, asked):
        assert [name for name in CORS_HEADERS if name in answer.headers] == []
        assert varies_by_origin(answer)
    assert plain.status_code == 200


def test_without_an_origin_there_is_nothing_to_permit(api: httpx.Client) -> None:
    answer = api.get("/api/notes")
    assert [name for name in CORS_HEADERS if name in answer.headers] == []
    assert varies_by_origin(answer), "a cache may not serve this answer to another origin"
