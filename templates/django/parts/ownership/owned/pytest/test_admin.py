"""The admin: who gets in, what they do there, and that everybody hears of it."""

from unittest.mock import patch

import pytest
from django.test import Client
from rest_framework.test import APIClient

from app import changes
from app.models import Note, User
from tests.admins import EMAIL, client_of, superuser
from tests.passwords import PASSWORD

LOGIN = "/admin/login/"


@pytest.fixture
def browser(db: None) -> Client:
    """The browser of a superuser."""
    return client_of(superuser())


@pytest.fixture
def note(api: APIClient) -> Note:
    return Note.objects.get(id=api.post("/api/notes", {"title": "Milk"}).json()["id"])


def test_sign_in(db: None, client: Client) -> None:
    superuser()
    answer = client.post(LOGIN, {"username": EMAIL.upper(), "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_headers(db: None, client: Client) -> None:
    headers = client.get(LOGIN).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    # Without it, browsers would call the origin of the form "null".
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["", "app/note/", "app/note/add/", "app/user/", "app/user/add/"])
def test_pages(browser: Client, page: str) -> None:
    assert browser.get(f"/admin/{page}").status_code == 200


def test_a_note_of_somebody(browser: Client, note: Note) -> None:
    assert b"Milk" in browser.get("/admin/app/note/").content
    path = f"/admin/app/note/{note.id}/change/"
    with patch("app.admin.save", wraps=changes.save) as save:
        assert browser.post(path, {"title": "Bread", "body": ""}).status_code == 302
    changed = Note.objects.get()
    assert (changed.title, changed.owner_id) == ("Bread", note.owner_id)
    assert changed.updated_at > note.updated_at
    assert save.call_args.args[0] == "note.updated"


def test_a_new_note(browser: Client) -> None:
    fields = {"title": "Milk", "body": "", "owner": str(User.objects.get().id)}
    with patch("app.admin.save", wraps=changes.save) as save:
        assert browser.post("/admin/app/note/add/", fields).status_code == 302
    assert save.call_args.args[0] == "note.created"


def test_the_end_of_a_note(browser: Client, note: Note) -> None:
    with patch("app.admin.save", wraps=changes.save) as save:
        browser.post(f"/admin/app/note/{note.id}/delete/", {"post": "yes"})
    assert save.call_args.args[0] == "note.deleted"
    assert not Note.objects.exists()


def test_the_end_of_many_notes(browser: Client, note: Note) -> None:
    chosen = {"action": "delete_selected", "_selected_action": str(note.id), "post": "yes"}
    with patch("app.admin.save", wraps=changes.save) as save:
        browser.post("/admin/app/note/", chosen)
    assert save.call_args.args[0] == "note.deleted"
    assert not Note.objects.exists()


def test_a_new_user(browser: Client) -> None:
    named = {User.USERNAME_FIELD: "New@Example.com", "usable_password": "true"}
    short = {**named, "password1": "short", "password2": "short"}
    assert browser.post("/admin/app/user/add/", short).status_code == 200
    fields = {**named, "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/admin/app/user/add/", fields).status_code == 302
    user = User.objects.get(**{User.USERNAME_FIELD: "new@example.com"})
    assert user.check_password(PASSWORD)
    assert str(user) == "new@example.com"
    assert browser.get(f"/admin/app/user/{user.id}/change/").status_code == 200
