"""What somebody may try at the callback: each attack on OAuth2 and OpenID Connect that is known.

https://datatracker.ietf.org/doc/html/rfc9700
"""

import httpx
import pytest

from . import checks
from .browser import Person, approve, deny
from .clients import OAUTH2, Json, Target, come_back, sent_away, sign_in_by_provider
from .tokens import Forger, me, tokens

pytestmark = pytest.mark.auth("oauth2")

COOKIE = "oauth2_state"


@pytest.mark.parametrize("state", [None, "", "forged", "\u00e9", "a" * 5000, "a\x00b"], ids=repr)
def test_a_state_that_is_not_ours(visitor: httpx.Client, state: str | None) -> None:
    callback = approve(sent_away(visitor), Person())
    params = (
        callback.params.remove("state") if state is None else callback.params.set("state", state)
    )
    checks.problem(come_back(visitor, callback.copy_with(params=params)), 400)


def test_a_callback_in_another_browser(visitor: httpx.Client, target: Target) -> None:
    """Whoever follows a stranger's link would write their notes into the stranger's account."""
    callback = approve(sent_away(visitor), Person())
    with target.client() as victim:
        checks.problem(come_back(victim, callback), 400)
        sent_away(victim)
        checks.problem(come_back(victim, callback), 400)


def test_a_cookie_that_was_changed(visitor: httpx.Client) -> None:
    callback = approve(sent_away(visitor), Person())
    value = visitor.cookies[COOKIE]
    visitor.cookies.clear()
    middle = len(value) // 2
    changed = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    for cookie in (changed, value[:-3], "nonsense", "a.b.c", "\u00ff"):
        answer = visitor.get(
            callback.raw_path.decode(), headers={b"Cookie": f"{COOKIE}={cookie}".encode()}
        )
        checks.problem(answer, 400)


def test_the_cookie_is_no_access_token(visitor: httpx.Client) -> None:
    sent_away(visitor)
    checks.unauthorized(me(visitor, visitor.cookies[COOKIE]), "oauth2")


def test_an_access_token_is_no_cookie(visitor: httpx.Client, pair: Json, target: Target) -> None:
    token = pair["access_token"]
    forger = Forger.of(target, token)
    longer = forger.sign({**forger.claims, "state": "x", "nonce": "x", "verifier": "x" * 43})
    for cookie, state in ((token, ""), (longer, "x")):
        visitor.cookies.set(COOKIE, cookie, path=OAUTH2)
        answer = visitor.get(f"{OAUTH2}/callback", params={"code": "x", "state": state})
        assert answer.status_code in {400, 401}
        checks.problem(answer, answer.status_code)


def test_a_code_works_once(visitor: httpx.Client) -> None:
    callback = approve(sent_away(visitor), Person())
    value = visitor.cookies[COOKIE]
    tokens(come_back(visitor, callback))
    checks.problem(come_back(visitor, callback), 400)
    visitor.cookies.set(COOKIE, value, path=OAUTH2)
    checks.unauthorized(come_back(visitor, callback), "oauth2")


@pytest.mark.parametrize("code", ["forged", "x" * 2000, "\u00e9"], ids=["short", "long", "é"])
def test_a_code_that_nobody_gave(visitor: httpx.Client, code: str) -> None:
    callback = approve(sent_away(visitor), Person())
    checks.unauthorized(come_back(visitor, callback.copy_merge_params({"code": code})), "oauth2")


def test_somebody_elses_code(visitor: httpx.Client, target: Target) -> None:
    """A stolen code is of no use in another browser: the verifier does not fit."""
    stolen = approve(sent_away(visitor), Person()).params["code"]
    with target.client() as thief:
        own = approve(sent_away(thief), Person())
        checks.unauthorized(come_back(thief, own.copy_merge_params({"code": stolen})), "oauth2")


def test_no_code_at_all(visitor: httpx.Client) -> None:
    state = httpx.URL(sent_away(visitor)).params["state"]
    answer = visitor.get(f"{OAUTH2}/callback", params={"state": state})
    checks.problem(answer, 400)


def test_a_person_says_no(visitor: httpx.Client) -> None:
    callback = deny(sent_away(visitor), "access_denied", "I would rather not")
    found = checks.problem(come_back(visitor, callback), 400)
    assert "I would rather not" in found["detail"]


def test_an_error_without_a_state(visitor: httpx.Client) -> None:
    query = {"error": "access_denied", "error_description": "Believe me"}
    found = checks.problem(visitor.get(f"{OAUTH2}/callback", params=query), 400)
    assert "Believe me" not in found["detail"], "a stranger's words are not repeated"


def test_what_a_provider_says_is_made_safe(visitor: httpx.Client) -> None:
    callback = deny(sent_away(visitor), "access_denied")
    said = (
        "Line\r\nSet-Cookie: a=b\x00\x1b[31m\u202e" + "endless" * 700
    )  # servers end at lines of 8 KB
    found = checks.problem(
        come_back(visitor, callback.copy_merge_params({"error_description": said})), 400
    )
    assert len(found["detail"]) <= 500
    assert found["detail"].isprintable()


@pytest.mark.parametrize("iss", ["https://evil.example", "", "http://127.0.0.1:1"])
def test_an_answer_of_another_provider(visitor: httpx.Client, iss: str) -> None:
    """RFC 9207: a mix-up of providers shows in the issuer that comes back."""
    callback = approve(sent_away(visitor), Person())
    checks.problem(come_back(visitor, callback.copy_merge_params({"iss": iss})), 400)


@pytest.mark.parametrize(
    "forge",
    [
        "signature",
        "kid",
        "none",
        "hs256-public",
        "hs256-secret",
        "nonce",
        "no-nonce",
        "iss",
        "aud",
        "no-aud",
        "exp",
        "no-exp",
        "no-sub",
    ],
)
def test_an_id_token_that_is_wrong(visitor: httpx.Client, forge: str) -> None:
    checks.unauthorized(sign_in_by_provider(visitor, Person(forge=forge)), "oauth2")


@pytest.mark.parametrize("name", ["next", "redirect_uri", "return_to", "url", "iss"])
def test_nobody_is_sent_elsewhere(visitor: httpx.Client, name: str) -> None:
    evil = "https://evil.example/"
    honest = httpx.URL(sent_away(visitor))
    answer = visitor.get(f"{OAUTH2}/login", params={name: evil})
    place = httpx.URL(answer.headers["Location"])
    assert "evil.example" not in str(place)
    assert place.copy_with(query=None) == honest.copy_with(query=None)
    assert place.params["redirect_uri"] == honest.params["redirect_uri"]
    back = approve(str(place), Person())
    arrived = come_back(visitor, back if name == "iss" else back.copy_merge_params({name: evil}))
    tokens(arrived)
    assert "Location" not in arrived.headers


def test_a_forwarded_host_changes_no_address(visitor: httpx.Client) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = visitor.get(f"{OAUTH2}/login", headers=headers)
    assert answer.status_code == 302
    assert "evil.example" not in answer.headers["Location"]
