"""Security: headers, other origins and foreign host names."""

import pytest
from flask.testing import FlaskClient

from tests.support import assert_problem

ORIGIN = {"Origin": "https://app.example"}
FOREIGN_ORIGIN = {"Origin": "https://evil.example"}
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize("path", ["/", "/nope", "/health/live", "/static/style.css", "/docs"])
def test_every_answer_has_the_headers(visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path, buffered=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_a_listed_origin_may_read(visitor: FlaskClient) -> None:
    headers = visitor.get("/health/live", headers=ORIGIN).headers
    assert headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert "X-Request-ID" in headers["Access-Control-Expose-Headers"]
    assert headers["Vary"] == "Origin"


def test_a_listed_origin_may_ask_first(visitor: FlaskClient) -> None:
    response = visitor.options("/api/notes", headers=ORIGIN | PREFLIGHT)
    assert response.status_code == 204
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_another_origin_gets_no_permission(visitor: FlaskClient) -> None:
    for response in (
        visitor.get("/health/live", headers=FOREIGN_ORIGIN),
        visitor.options("/api/notes", headers=FOREIGN_ORIGIN | PREFLIGHT),
    ):
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_our_own_hosts(visitor: FlaskClient, host: str) -> None:
    assert visitor.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost@evil.example", "localhost:80,evil.example", "[", "localhost/a"],
)
def test_a_foreign_host(visitor: FlaskClient, host: str) -> None:
    assert_problem(visitor.get("/health/live", headers={"Host": host}), 400)
