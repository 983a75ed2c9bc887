"""Sign in with a provider: OpenID Connect by the authorization code, PKCE, state and nonce."""

from urllib.parse import urlsplit

import httpx
import pytest

from . import checks
from .browser import Person, approve
from .checks import new_note, path_of
from .clients import OAUTH2, Json, Someone, Target, come_back, sent_away, sign_in_by_provider
from .tokens import me, tokens

pytestmark = pytest.mark.auth("oauth2")

COOKIE = "oauth2_state"


def whoami(client: httpx.Client, person: Person) -> Json:
    found: Json = me(client, tokens(sign_in_by_provider(client, person))["access_token"]).json()
    return found


def cookie_of(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """The value of the one cookie, and what a browser is told of it."""
    (header,) = answer.headers.get_list("Set-Cookie")
    parts = [part.strip().partition("=") for part in header.split(";")]
    name, _, value = parts[0]
    assert name == COOKIE
    return value.strip('"'), {name.lower(): value for name, _, value in parts[1:]}


def test_people_are_sent_to_the_provider(visitor: httpx.Client, target: Target) -> None:
    place = httpx.URL(sent_away(visitor))
    asked = place.params
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert urlsplit(asked["redirect_uri"]).path == f"{OAUTH2}/callback"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 22, "128 bits"
    if target.oidc:
        assert str(place).startswith(target.oidc)


def test_every_sign_in_is_another(visitor: httpx.Client) -> None:
    first, second = (httpx.URL(sent_away(visitor)).params for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_browser_remembers_in_one_cookie(visitor: httpx.Client) -> None:
    answer = visitor.get(f"{OAUTH2}/login")
    value, told = cookie_of(answer)
    assert "httponly" in told
    assert told["samesite"].lower() == "lax"
    assert told["path"] == OAUTH2
    assert told["max-age"] == "600"
    assert "secure" not in told, "not over plain HTTP"
    assert "domain" not in told
    assert value
    assert "no-store" in answer.headers["Cache-Control"]


def test_somebody_signs_in(visitor: httpx.Client) -> None:
    callback = approve(sent_away(visitor), Person())
    answer = come_back(visitor, callback)
    pair = tokens(answer)
    assert me(visitor, pair["access_token"]).status_code == 200
    _, told = cookie_of(answer)
    assert told["path"] == OAUTH2
    assert told.get("max-age") == "0" or "1970" in told.get("expires", "")
    assert COOKIE not in visitor.cookies


def test_the_same_subject_is_the_same_account(visitor: httpx.Client) -> None:
    person = Person.with_email()
    assert whoami(visitor, person)["id"] == whoami(visitor, person)["id"]


def test_notes_are_there_at_the_next_sign_in(someone: Someone) -> None:
    person = Person()
    found = new_note(someone(person))
    assert someone(person).get(path_of(found)).json() == found


def test_me(visitor: httpx.Client) -> None:
    person = Person.with_email()
    found = whoami(visitor, person)
    assert set(found) == {"id", "email", "created_at"}
    checks.identifier(found["id"])
    checks.recent(found["created_at"])
    assert found["email"] == person.email
    assert person.login not in found["id"]


@pytest.mark.parametrize("person", [Person(), Person.with_email(email_verified=False)])
def test_an_email_that_nobody_has_verified_is_not_kept(
    visitor: httpx.Client, person: Person
) -> None:
    assert whoami(visitor, person)["email"] is None


def test_an_account_is_not_its_email(visitor: httpx.Client, someone: Someone) -> None:
    """Whoever can make a provider say somebody's e-mail must not become that somebody."""
    first = Person.with_email()
    second = Person(email=first.email)
    found = new_note(someone(first))
    assert whoami(visitor, first)["id"] != whoami(visitor, second)["id"]
    assert whoami(visitor, second)["email"] == first.email
    checks.problem(someone(second).get(path_of(found)), 404)


@pytest.mark.parametrize("login", ["a b <b>|\\", "x" * 255, "' or 1=1 --", "0"])
def test_a_subject_may_be_any_ascii(visitor: httpx.Client, login: str) -> None:
    assert whoami(visitor, Person(login=login))["id"] == whoami(visitor, Person(login=login))["id"]


def test_subjects_that_differ_in_case_are_two(visitor: httpx.Client) -> None:
    lower = Person().login
    assert whoami(visitor, Person(login=lower)) != whoami(visitor, Person(login=lower.upper()))


@pytest.mark.parametrize("path", ["register", "token", "login"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_there_are_no_passwords(visitor: httpx.Client, path: str, method: str) -> None:
    checks.problem(visitor.request(method, f"/api/auth/{path}"), 404)


@pytest.mark.parametrize("path", ["login", "callback"])
def test_wrong_methods(visitor: httpx.Client, path: str) -> None:
    checks.problem(visitor.post(f"{OAUTH2}/{path}"), 405)
