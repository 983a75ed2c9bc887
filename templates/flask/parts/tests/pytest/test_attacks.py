"""Attacks on any application, each refused; a test is named after what is tried.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import re
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.main import create_app
from app.settings import PROJECT, Settings, get_settings
from tests.log import logged
from tests.support import assert_problem

EVIL = "https://evil.example"
FORGED_ID = "00000000-0000-4000-8000-000000000000"


def write(client: FlaskClient, title: str = "Milk") -> str:
    """Write a note, and return its path."""
    return client.post("/api/notes", json={"title": title}).headers["Location"]


@pytest.mark.parametrize("q", ["' OR '1'='1", "'; DROP TABLE notes; --", "%", "_", "\\", "*"])
def test_sql_in_a_search(client: FlaskClient, q: str) -> None:
    write(client)
    assert client.get("/api/notes", query_string={"q": q}).get_json()["total"] == 0
    assert client.get("/api/notes").get_json()["total"] == 1


@pytest.mark.parametrize("end", ["' OR '1'='1", "%", "%00", "/../.."])
def test_sql_in_an_id(client: FlaskClient, end: str) -> None:
    path = write(client)
    assert_problem(client.delete(path + end), 404)
    assert client.get(path).status_code == 200


def test_a_header_smuggled_in_by_the_request_id(visitor: FlaskClient) -> None:
    smuggled = "id\r\nSet-Cookie: session=stolen"
    response = visitor.get("/", environ_overrides={"HTTP_X_REQUEST_ID": smuggled})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-ID"])
    assert "Set-Cookie" not in response.headers


def test_a_line_smuggled_into_the_log(visitor: FlaskClient) -> None:
    with logged() as output:
        visitor.get('/nope%0a{"event": "all is well"}')
    assert len(output.getvalue().splitlines()) == 1


def test_fields_that_only_the_server_sets(client: FlaskClient) -> None:
    forged = {"id": FORGED_ID, "owner_id": FORGED_ID, "created_at": "2000-01-01T00:00:00Z"}
    created = client.post("/api/notes", json={"title": "Milk", **forged}).get_json()
    path = f"/api/notes/{created['id']}"
    changed = client.patch(path, json=forged).get_json()
    for note in (created, changed, client.get(path).get_json()):
        assert set(note) == {"id", "title", "body", "created_at", "updated_at"}
        assert not set(note.values()) & set(forged.values())


@pytest.mark.parametrize(
    "query", ["limit=1000000", "limit=-1", f"offset={10**20}", "q=" + "x" * 201]
)
def test_asking_for_everything_at_once(client: FlaskClient, query: str) -> None:
    assert_problem(client.get(f"/api/notes?{query}"), 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b" " * 1_000_001, 413), (b"[" * 100_000, 400), (b'{"title": ' + b"9" * 5_000, 400)],
    ids=["large", "deep", "long number"],
)
def test_a_body_that_takes_too_much(client: FlaskClient, body: bytes, status: int) -> None:
    response = client.post("/api/notes", data=body, content_type="application/json")
    assert_problem(response, status)


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/x-yaml", ""])
def test_a_body_for_another_parser(client: FlaskClient, kind: str) -> None:
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><title>&e;</title>'
    assert_problem(client.post("/api/notes", data=body, content_type=kind), 415)


def test_a_script_in_a_note(client: FlaskClient) -> None:
    response = client.get(
        write(client, "<script>alert(1)</script>"), headers={"Accept": "text/html"}
    )
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_method_in_a_header(client: FlaskClient) -> None:
    path = write(client)
    client.get(path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert client.get(path, query_string={"_method": "DELETE"}).status_code == 200
    assert_problem(client.open(path, method="TRACE"), 405)


@pytest.mark.parametrize("origin", [EVIL, "null", "https://app.example.evil.example", "*"])
def test_a_preflight_from_a_foreign_origin(visitor: FlaskClient, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
    headers = visitor.options("/api/notes", headers=asked).headers
    assert not [name for name, _ in headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Original-URL"])
def test_a_foreign_host_in_a_link(client: FlaskClient, name: str) -> None:
    response = client.post("/api/notes", json={"title": "Milk"}, headers={name: "evil.example"})
    assert "evil" not in response.headers.get("Location", "")
    assert "evil" not in response.text


@pytest.mark.parametrize(
    "path", ["//evil.example/..", "//api//notes", "/api/notes/", f"/?to={EVIL}"]
)
def test_a_redirect_elsewhere(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert "Location" not in response.headers


def test_documentation_of_somebody_elses(visitor: FlaskClient) -> None:
    asked = {"url": f"{EVIL}/openapi.json", "configUrl": EVIL}
    assert "evil" not in visitor.get("/docs", query_string=asked).text


@pytest.mark.parametrize("path", ["../main.py", "..%2f..%2f.env", "%2e%2e/main.py", "/etc/passwd"])
def test_a_file_outside_of_the_static_ones(visitor: FlaskClient, path: str) -> None:
    assert_problem(visitor.get(f"/static/{path}"), 404)


@pytest.mark.parametrize("path", ["/", "/docs", "/nope", "/api/notes"])
def test_a_page_in_a_frame(visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_error_that_tells_too_much(app: Flask, client: FlaskClient) -> None:
    with patch("app.notes.visible_notes", side_effect=RuntimeError("SELECT secret")):
        response = client.get("/api/notes")
    assert_problem(response, 500)
    for told in ("Traceback", "RuntimeError", "SELECT", str(PROJECT)):
        assert told not in response.text


def test_a_console_for_debugging(app: Flask, visitor: FlaskClient) -> None:
    assert not app.debug
    asked = {"__debugger__": "yes", "cmd": "resource", "f": "debugger.js"}
    assert visitor.get("/", query_string=asked).mimetype == "text/html"
    assert_problem(visitor.get("/console"), 404)


def test_an_address_that_nobody_documented(app: Flask, visitor: FlaskClient) -> None:
    documented = visitor.get("/openapi.json").get_json()["paths"]
    rules = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    api = {rule for rule in rules if rule.startswith(("/api", "/health"))}
    assert api == set(documented)
    rest = {rule for rule in rules - api if not rule.startswith("/static/")}
    assert rest <= {"/", "/docs", "/openapi.json", "/ws/notes"}


@pytest.mark.parametrize("key", ["", "change-me", "x" * 31])
def test_a_key_that_everybody_knows(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", key)
    with pytest.raises(SystemExit, match="SECRET_KEY: in production"):
        Settings.load()


def test_a_connection_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    get_settings.cache_clear()
    in_production = create_app().test_client()
    try:
        for scheme, told in (("https", "max-age=31536000; includeSubDomains"), ("http", None)):
            headers = in_production.get("/health/live", base_url=f"{scheme}://localhost").headers
            assert headers.get("Strict-Transport-Security") == told
    finally:
        get_settings.cache_clear()
