"""What attackers try, each test after an item of the lists of OWASP.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import logs
from app.main import create_app
from tests.support import open_client

EVIL = "https://evil.example"
NOBODY = "00000000-0000-4000-8000-000000000000"


# API3: broken object property level authorization
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_to_set_what_only_the_server_sets(client: TestClient, method: str) -> None:
    note = client.post("/api/notes", json={"title": "Mine"}).json()
    times = {"created_at": "2000-01-01T00:00:00Z", "updated_at": "2000-01-01T00:00:00Z"}
    others = {"id": NOBODY, "owner_id": "1", "audience": "1"}
    path = "/api/notes" if method == "POST" else f"/api/notes/{note['id']}"
    answer = client.request(method, path, json={"title": "Mine", **times, **others}).json()
    assert set(answer) == {"id", "title", "body", "created_at", "updated_at"}
    assert all(answer[name] != value for name, value in times.items())
    assert answer["id"] != others["id"]
    assert client.get(f"/api/notes/{answer['id']}").status_code == 200


# API4: unrestricted resource consumption
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"title": ' + b"9" * 10_000 + b"}", 400),
        (b'{"title": "' + b"x" * 1_000_000 + b'"}', 413),
        (b'{"title": "x", "body": "' + b"x" * 10_001 + b'"}', 422),
        (b'{"title": NaN}', 422),
    ],
    ids=["deep", "huge number", "huge", "long", "no number"],
)
def test_to_use_up_memory(client: TestClient, content: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    assert client.post("/api/notes", content=content, headers=headers).status_code == status


@pytest.mark.parametrize("query", ["limit=1000000", "limit=-1", "offset=-1", f"q={'x' * 201}"])
def test_to_ask_for_everything_at_once(client: TestClient, query: str) -> None:
    assert client.get(f"/api/notes?{query}").status_code == 422


# API5: broken function level authorization
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND", "DELETE"])
def test_to_call_what_is_not_offered(client: TestClient, method: str) -> None:
    assert client.request(method, "/api/notes").status_code == 405


def test_to_smuggle_a_method(client: TestClient) -> None:
    address = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    client.get(f"{address}?_method=DELETE", headers={"X-HTTP-Method-Override": "DELETE"})
    assert client.get(address).status_code == 200


# API9: improper inventory management
@pytest.mark.parametrize("path", ["/admin", "/api/v0/notes", "/.env", "/.git/config", "/metrics"])
def test_to_find_what_was_forgotten(guest: TestClient, path: str) -> None:
    assert guest.get(path).status_code == 404


# A03: injection
@pytest.mark.parametrize("q", ["' OR '1'='1", "%", "_", "\\", "'; DROP TABLE notes; --", "*"])
def test_to_inject_sql(client: TestClient, q: str) -> None:
    client.post("/api/notes", json={"title": "Groceries"})
    note = client.post("/api/notes", json={"title": f"About {q}"}).json()
    assert client.get("/api/notes", params={"q": q}).json()["items"] == [note]
    assert client.get(f"/api/notes/{note['id']}' OR '1'='1").status_code == 404


@pytest.mark.parametrize(
    "value", ["1\r\nSet-Cookie: session=evil", "1\nX-Evil: 1", "1 2", "\u00e9"]
)
def test_to_inject_headers(guest: TestClient, value: str) -> None:
    answer = guest.get("/health/live", headers=[(b"X-Request-ID", value.encode())])
    assert answer.headers["X-Request-ID"].isalnum()
    assert {"Set-Cookie", "X-Evil"}.isdisjoint(answer.headers)


def test_to_forge_lines_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    with redirect_stdout(StringIO()) as output, open_client(create_app()) as client:
        client.get('/x%0d%0a{"event": "all is well"}\u2028')
    logs.configure("CRITICAL")
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert "all is well" not in {line["event"] for line in lines}


def test_to_have_scripts_run(client: TestClient) -> None:
    script = "<script>alert(1)</script>"
    address = client.post("/api/notes", json={"title": script}).headers["Location"]
    for answer in (
        client.get(address),
        client.get(f"/{script}"),
        client.get(f"/api/notes?limit={script}"),
    ):
        assert "html" not in answer.headers["Content-Type"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for page in ("/", "/docs"):
        policy = client.get(page).headers["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
        assert script not in client.get(page).text


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static//etc/passwd"]
)
def test_to_read_other_files(guest: TestClient, path: str) -> None:
    assert guest.get(path).status_code == 404


# API7: server side request forgery, and open redirects
@pytest.mark.parametrize(
    "path", ["//evil.example/%2e%2e", "/api/notes/", "/docs/", "/\\evil.example"]
)
def test_to_be_sent_elsewhere(client: TestClient, path: str) -> None:
    answer = client.get(f"http://localhost{path}", follow_redirects=False)
    assert answer.status_code == 404
    assert "Location" not in answer.headers


# API8: security misconfiguration
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "localhost@evil.example"}])
def test_to_be_somebody_elses_host(guest: TestClient, headers: dict[str, str]) -> None:
    assert guest.get("/", headers=headers).status_code == 400


@pytest.mark.parametrize("origin", [EVIL, "null", "http://localhost.evil.example"])
def test_to_read_from_another_page(client: TestClient, origin: str) -> None:
    asked = {"Access-Control-Request-Method": "DELETE", "Origin": origin}
    for answer in (
        client.options("/api/notes", headers=asked),
        client.get("/api/notes", headers={"Origin": origin}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-allow")]


def test_to_write_from_a_form_of_another_page(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"Content-Type": kind, "Origin": EVIL}
        answer = client.post("/api/notes", content=b'{"title": "Forged"}', headers=headers)
        assert answer.status_code == 415
    assert client.get("/api/notes").json()["total"] == 0


def test_to_frame_a_page(guest: TestClient) -> None:
    headers = guest.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_to_know_the_secret_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "change-me")
    with pytest.raises(ValueError, match="SECRET_KEY"):
        create_app()


def test_to_learn_from_errors(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the password of the database is 1234")

    monkeypatch.setattr("app.repository.NoteRepository.search", fail)
    answer = client.get("/api/notes")
    assert answer.status_code == 500
    assert "1234" not in answer.text
    assert "Traceback" not in answer.text
