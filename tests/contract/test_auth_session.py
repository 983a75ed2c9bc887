"""Sign in with a session: a cookie for browsers, and a token against forged requests."""

from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from . import checks, clients
from .checks import new_note, path_of
from .clients import Account, Someone, Target, registered, sign_in

pytestmark = pytest.mark.auth("session")


def cookies(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """What the server set, with its attributes."""
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("Set-Cookie"):
        jar.load(header)
    return dict(jar)


def bare(target: Target, **jar: str) -> httpx.Client:
    """A client with exactly these cookies and no habits."""
    return target.client(cookies=jar)


def login(visitor: httpx.Client, target: Target) -> httpx.Response:
    answer = sign_in(visitor, target, registered(visitor))
    assert answer.status_code == 200
    return answer


def test_login_says_who_one_is(visitor: httpx.Client, target: Target) -> None:
    account = Account.fresh()
    person = clients.register(visitor, account).json()
    assert sign_in(visitor, target, account).json() == person
    assert visitor.get("/api/auth/me").json() == person


def test_the_session_is_out_of_reach_of_scripts(visitor: httpx.Client, target: Target) -> None:
    session = cookies(login(visitor, target))["session"]
    assert session["httponly"]
    assert session["samesite"].lower() == "lax"
    assert session["path"] == "/"
    assert session["domain"] == ""
    assert bool(session["secure"]) == target.is_https
    assert len(session.value) >= 32


def test_the_csrf_token_is_for_scripts(visitor: httpx.Client, target: Target) -> None:
    token = cookies(login(visitor, target))["csrf_token"]
    assert not token["httponly"]
    assert token["samesite"].lower() == "lax"
    assert token["path"] == "/"
    assert len(token.value) >= 32


def test_a_session_ends_by_itself(visitor: httpx.Client, target: Target) -> None:
    session = cookies(login(visitor, target))["session"]
    assert 0 < int(session["max-age"]) <= 366 * 24 * 3600


def test_a_given_session_is_not_taken(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    planted = "a" * 43
    with bare(target, session=planted) as client:
        answer = sign_in(client, target, account)
        assert cookies(answer)["session"].value != planted
    with bare(target, session=planted) as attacker:
        checks.unauthorized(attacker.get("/api/auth/me"), "session")


def test_the_session_changes_at_each_login(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    first = cookies(sign_in(visitor, target, account))
    second = cookies(sign_in(visitor, target, account))
    assert first["session"].value != second["session"].value
    assert first["csrf_token"].value != second["csrf_token"].value


def test_login_needs_no_csrf_token(visitor: httpx.Client, target: Target) -> None:
    login(visitor, target)
    assert "X-CSRF-Token" not in visitor.headers
    login(visitor, target)


def test_reading_needs_no_csrf_token(target: Target, api: httpx.Client) -> None:
    with bare(target, session=api.cookies["session"]) as client:
        assert client.get("/api/notes").status_code == 200
        assert client.get("/api/auth/me").status_code == 200


WRITES = ["POST", "PUT", "PATCH", "DELETE", "logout"]


def write(client: httpx.Client, method: str, note_path: str) -> httpx.Response:
    if method == "logout":
        return client.post("/api/auth/logout")
    path = "/api/notes" if method == "POST" else note_path
    payload = None if method == "DELETE" else {"title": "Forged"}
    return client.request(method, path, json=payload)


FORGERIES: dict[str, tuple[str | None, str | None]] = {
    "no-header": ("real", None),
    "empty-header": ("real", ""),
    "made-up-header": ("real", "made up" * 9),
    "header-of-another": ("real", "others"),
    "pair-of-another": ("others", "others"),
    "no-cookie": (None, "real"),
    "cookie-of-another": ("others", "real"),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("cookie", "header"), FORGERIES.values(), ids=FORGERIES)
def test_a_forged_write(
    target: Target,
    someone: Someone,
    stranger: httpx.Client,
    cookie: str | None,
    header: str | None,
) -> None:
    victim = someone()
    found = new_note(victim, title="Safe")
    known = {"real": victim.cookies["csrf_token"], "others": stranger.cookies["csrf_token"]}
    with bare(target, session=victim.cookies["session"]) as client:
        if cookie is not None:
            client.cookies.set("csrf_token", known[cookie])
        if header is not None:
            client.headers["X-CSRF-Token"] = known.get(header, header)
        for method in WRITES:
            checks.problem(write(client, method, path_of(found)), 403)
    assert victim.get(path_of(found)).json() == found
    assert victim.get("/api/notes").json()["total"] == 1


@pytest.mark.parametrize("method", WRITES)
def test_an_honest_write(someone: Someone, method: str) -> None:
    person = someone()
    answer = write(person, method, path_of(new_note(person)))
    assert answer.status_code in {200, 201, 204}


def test_a_listed_origin_may_write(target: Target, someone: Someone) -> None:
    person = someone()
    person.headers["Origin"] = target.cors_origin
    answer = person.post("/api/notes", json={"title": "From another origin"})
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.parametrize("method", WRITES)
def test_a_visitors_write(visitor: httpx.Client, api: httpx.Client, method: str) -> None:
    found = new_note(api)
    checks.unauthorized(write(visitor, method, path_of(found)), "session")


def test_logout_ends_the_session(target: Target, someone: Someone) -> None:
    person = someone()
    old = {"session": person.cookies["session"], "csrf_token": person.cookies["csrf_token"]}
    answer = person.post("/api/auth/logout")
    assert answer.status_code == 204
    assert answer.content == b""
    assert set(cookies(answer)) == {"session", "csrf_token"}
    assert "session" not in person.cookies
    assert "csrf_token" not in person.cookies
    with bare(target, **old) as thief:
        thief.headers["X-CSRF-Token"] = old["csrf_token"]
        checks.unauthorized(thief.get("/api/auth/me"), "session")
        checks.unauthorized(thief.post("/api/notes", json={"title": "x"}), "session")


def test_logout_ends_one_session_only(visitor: httpx.Client, someone: Someone) -> None:
    account = registered(visitor)
    phone, laptop = someone(account), someone(account)
    assert phone.post("/api/auth/logout").status_code == 204
    assert laptop.get("/api/auth/me").status_code == 200


@pytest.mark.parametrize("value", ["", "nonsense", "x" * 3000, "a%00b", "e30.e30.e30", '"quoted"'])
def test_a_cookie_that_is_no_session(target: Target, value: str) -> None:
    with bare(target, session=value) as client:
        checks.unauthorized(client.get("/api/notes"), "session")


def test_a_changed_cookie(target: Target, api: httpx.Client) -> None:
    session = api.cookies["session"]
    flipped = ("B" if session[0] == "A" else "A") + session[1:]
    for changed in (flipped, session[:-1], session.swapcase(), f"{session}x"):
        with bare(target, session=changed) as client:
            checks.unauthorized(client.get("/api/auth/me"), "session")


def test_a_failed_login_gives_no_session(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    answer = sign_in(visitor, target, Account(account.email, "another password"))
    checks.unauthorized(answer, "session")
    assert "session" not in cookies(answer)
