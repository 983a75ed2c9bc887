"""Attacks on sessions, each refused; a test is named after what is tried."""

from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from tests import clients
from tests.credentials import register
from tests.support import assert_problem

PLANTED = "a token that the attacker knows"


def test_a_session_planted_before_the_sign_in(app: Flask, visitor: FlaskClient) -> None:
    account = register(visitor)
    visitor.set_cookie("session", PLANTED)
    clients.sign_in(visitor, account)
    attacker = app.test_client()
    attacker.set_cookie("session", PLANTED)
    clients.assert_unauthorized(attacker.get("/api/notes"))


@pytest.mark.parametrize("token", ["", "' OR '1'='1", "0" * 43, "é"])
def test_a_session_that_was_guessed(visitor: FlaskClient, token: str) -> None:
    visitor.set_cookie("session", token)
    clients.assert_unauthorized(visitor.get("/api/notes"))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_on_another_site(client: FlaskClient, kind: str) -> None:
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    form = client.post("/api/notes", data='{"title": "Forged"}', content_type=kind)
    assert_problem(form, 403)
    assert client.get("/api/notes").get_json()["total"] == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_without_the_csrf_token(client: FlaskClient, method: str) -> None:
    path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    target = "/api/notes" if method == "POST" else path
    assert_problem(client.open(target, method=method, json={"title": "Forged"}), 403)
    assert client.get(path).get_json()["title"] == "Mine"


def test_the_csrf_token_of_another_session(app: Flask, client: FlaskClient) -> None:
    foreign = clients.cookie(clients.note_taker(app), "csrf_token")
    client.set_cookie("csrf_token", foreign)
    headers = {"X-CSRF-Token": foreign}
    response = client.post("/api/notes", json={"title": "Forged"}, headers=headers)
    assert_problem(response, 403)


def test_a_script_that_reads_the_cookie(visitor: FlaskClient) -> None:
    session, _ = clients.sign_in(visitor, register(visitor)).headers.getlist("Set-Cookie")
    assert "HttpOnly" in session


def test_a_cookie_sent_in_the_clear(visitor: FlaskClient) -> None:
    account = register(visitor)
    production = Settings(environment="production", secret_key="x" * 32)
    with patch("app.auth.get_settings", return_value=production):
        response = visitor.post(clients.SIGN_IN, json=account)
    assert all("Secure" in cookie for cookie in response.headers.getlist("Set-Cookie"))


def test_a_page_of_a_foreign_origin_that_reads(client: FlaskClient) -> None:
    headers = client.get("/api/notes", headers={"Origin": "https://evil.example"}).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Access-Control-Allow-Credentials" not in headers


def test_a_session_after_signing_out(client: FlaskClient) -> None:
    stolen = clients.cookie(client, "session")
    client.post("/api/auth/logout")
    client.set_cookie("session", stolen)
    clients.assert_unauthorized(client.get("/api/notes"))
