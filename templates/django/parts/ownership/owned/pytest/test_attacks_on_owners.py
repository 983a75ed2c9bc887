"""Attacks on what belongs to somebody else, and on powers that one does not have."""

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from app.models import Note, User
from tests.admins import EMAIL, client_of, staff, superuser
from tests.clients import somebody
from tests.passwords import PASSWORD

LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def path(api: APIClient) -> str:
    """A note of somebody else."""
    return str(api.post("/api/notes", {"title": "Secret", "body": "of mine"})["Location"])


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_the_id_of_somebody_elses_note(path: str, method: str) -> None:
    assert getattr(somebody(), method)(path, {"title": "Stolen"}).status_code == 404
    assert Note.objects.get().title == "Secret"


def test_searching_somebody_elses_notes(path: str) -> None:
    assert somebody().get("/api/notes", {"q": "Secret"}).json()["total"] == 0


def test_giving_a_note_to_oneself(api: APIClient, path: str) -> None:
    owner = Note.objects.get().owner
    thief = somebody().get("/api/auth/me").json()["id"]
    api.patch(path, {"owner": thief, "owner_id": thief})
    assert Note.objects.get().owner == owner


def test_the_admin_without_a_sign_in(visitor: APIClient) -> None:
    for page in ("", "app/user/", "app/note/", "app/note/add/"):
        answer = visitor.get(f"/admin/{page}")
        assert answer.status_code == 302
        assert answer["Location"].startswith(LOGIN)


def test_the_admin_as_an_ordinary_user(api: APIClient) -> None:
    for browser in (api, client_of(User.objects.get())):
        assert browser.get("/admin/app/user/").status_code == 302


def test_the_admin_without_the_permission(db: None) -> None:
    browser = client_of(staff("view_note"))
    assert browser.get("/admin/app/note/").status_code == 200
    for page in ("app/user/", "app/note/add/", "auth/group/"):
        assert browser.get(f"/admin/{page}").status_code == 403


def test_making_oneself_a_superuser(db: None) -> None:
    user = staff("view_user", "change_user")
    powers = {"is_superuser": "on", "is_staff": "on", "is_active": "on"}
    named = {User.USERNAME_FIELD: EMAIL}
    path = f"/admin/app/user/{user.id}/change/"
    assert client_of(user).post(path, {**powers, **named}).status_code == 302
    assert not User.objects.get().is_superuser


def test_the_password_of_a_superuser(db: None) -> None:
    browser = client_of(staff("view_user", "change_user", "delete_user"))
    User.objects.update(**{User.USERNAME_FIELD: "staff@example.com"})
    target = superuser()
    for page in ("password", "change", "delete"):
        fields = {"password1": "stolen password", "password2": "stolen password", "post": "yes"}
        assert browser.post(f"/admin/app/user/{target.id}/{page}/", fields).status_code == 403
    assert User.objects.get(id=target.id).check_password(PASSWORD)


def test_the_hash_of_a_password_by_a_filter(db: None) -> None:
    browser = client_of(superuser())
    assert browser.get("/admin/app/user/?password__startswith=argon2").status_code == 400


def test_guessing_the_password_of_an_administrator(db: None, client: Client) -> None:
    superuser()
    for guess in range(10):
        client.post(LOGIN, {"username": EMAIL, "password": f"guess {guess}"})
    client.post(LOGIN, {"username": EMAIL.upper(), "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_a_sign_in_that_another_page_sends(db: None) -> None:
    superuser()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(LOGIN, {"username": EMAIL, "password": PASSWORD})
    assert answer.status_code == 403


def test_a_redirect_elsewhere_after_the_sign_in(db: None, client: Client) -> None:
    superuser()
    fields = {"username": EMAIL, "password": PASSWORD, "next": "https://evil.example"}
    assert "evil" not in client.post(LOGIN, fields)["Location"]
