"""Attacks on sessions: others' cookies, and requests that another page sends.

https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from rest_framework.test import APIClient

from tests.credentials import registered


def test_a_session_planted_before_the_sign_in(visitor: APIClient) -> None:
    session = SessionStore()
    session.create()
    planted = str(session.session_key)
    visitor.cookies["session"] = planted
    visitor.post("/api/auth/login", registered())
    assert visitor.cookies["session"].value != planted
    attacker = APIClient()
    attacker.cookies["session"] = planted
    assert attacker.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("session", ["", "x", "x" * 32, "' OR '1'='1", "../../etc/passwd"])
def test_a_guessed_session(visitor: APIClient, session: str) -> None:
    visitor.cookies["session"] = session
    assert visitor.get("/api/auth/me").status_code == 401


def test_a_session_after_its_end(api: APIClient) -> None:
    copied = api.cookies["session"].value
    api.post("/api/auth/logout")
    attacker = APIClient()
    attacker.cookies["session"] = copied
    assert attacker.get("/api/auth/me").status_code == 401


def test_a_pair_of_forged_csrf_tokens(api: APIClient) -> None:
    api.cookies["csrf_token"] = "a" * 64
    api.credentials(HTTP_X_CSRF_TOKEN="a" * 64)
    assert api.post("/api/notes", {"title": "Forged"}).status_code == 403


def test_the_csrf_token_of_somebody_else(api: APIClient) -> None:
    other = APIClient()
    other.post("/api/auth/login", registered())
    token = other.cookies["csrf_token"].value
    api.cookies["csrf_token"] = token
    api.credentials(HTTP_X_CSRF_TOKEN=token)
    assert api.post("/api/notes", {"title": "Forged"}).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_on_another_page(api: APIClient, kind: str) -> None:
    # What a browser sends without asking first, and without the header.
    api.credentials()
    answer = api.generic("POST", "/api/notes", '{"title": "Forged"}', content_type=kind)
    assert answer.status_code in {403, 415}


def test_a_sign_in_by_a_form_on_another_page(visitor: APIClient) -> None:
    body = "email=mallory%40example.com&password=correct+horse+battery"
    kind = "application/x-www-form-urlencoded"
    answer = visitor.generic("POST", "/api/auth/login", body, content_type=kind)
    assert answer.status_code == 415


def test_a_read_by_a_script_on_another_page(api: APIClient) -> None:
    answer = api.get("/api/notes", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer
    assert "Access-Control-Allow-Credentials" not in answer
