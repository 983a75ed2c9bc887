"""Accounts: what both ways of signing in have in common."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from . import checks, clients
from .checks import send, send_text
from .clients import SIGN_IN_PATHS, Account, Someone, Target, register, registered, sign_in

pytestmark = pytest.mark.auth("jwt", "session")

WRONG_EMAILS = [
    "",
    "plain",
    "@example.com",
    "a@",
    "a@b@example.com",
    "a b@example.com",
    "a@example..com",
    "a@-example.com",
    f"{'x' * 250}@example.com",
    "a\x00@example.com",
    "a@exa\ud800mple.com",
    None,
    7,
    ["a@example.com"],
]
WRONG_PASSWORDS = [
    "",
    "x" * 11,
    "x" * 129,
    None,
    123456789012,
    ["twelve chars!"],
    "twelve chars\x00",
    "twelve chars\ud800",
]


def test_a_new_account(visitor: httpx.Client) -> None:
    account = Account.fresh()
    answer = register(visitor, account)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/auth/me"
    person = answer.json()
    assert set(person) == {"id", "email", "created_at"}
    assert person["email"] == account.email
    assert isinstance(person["id"], str)
    checks.recent(person["created_at"])


def test_registering_does_not_sign_in(visitor: httpx.Client, target: Target) -> None:
    registered(visitor)
    checks.unauthorized(visitor.get("/api/auth/me"), target.auth)


def test_me(someone: Someone, visitor: httpx.Client) -> None:
    account = Account.fresh()
    person = register(visitor, account).json()
    answer = someone(account).get("/api/auth/me")
    assert answer.status_code == 200
    assert answer.json() == person


def test_an_email_is_taken_once(visitor: httpx.Client) -> None:
    account = registered(visitor)
    checks.problem(register(visitor, account), 409)
    shouted = Account(account.email.upper(), account.password)
    checks.problem(register(visitor, shouted), 409)


def test_an_email_is_taken_once_even_at_the_same_time(target: Target) -> None:
    account = Account.fresh()

    def enter(_: int) -> int:
        with clients.visitor(target) as client:
            return register(client, account).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, range(4))) == [201, 409, 409, 409]


def test_an_email_is_kept_in_lower_case(visitor: httpx.Client, target: Target) -> None:
    account = Account.fresh()
    shouted = Account(account.email.upper(), account.password)
    assert register(visitor, shouted).json()["email"] == account.email
    assert sign_in(visitor, target, account).status_code == 200
    assert sign_in(visitor, target, shouted).status_code == 200


@pytest.mark.parametrize("email", WRONG_EMAILS, ids=repr)
def test_a_wrong_email_is_named(visitor: httpx.Client, email: object) -> None:
    payload = {"email": email, "password": "a long password"}
    checks.invalid(send(visitor, "POST", "/api/auth/register", payload), "email")


@pytest.mark.parametrize("password", WRONG_PASSWORDS, ids=lambda value: repr(value)[:12])
def test_a_wrong_password_is_named(visitor: httpx.Client, password: object) -> None:
    payload = {"email": Account.fresh().email, "password": password}
    answer = send(visitor, "POST", "/api/auth/register", payload)
    checks.invalid(answer, "password")
    assert "x" * 11 not in answer.text, "a password is not repeated"


@pytest.mark.parametrize("missing", ["email", "password"])
def test_both_are_required(visitor: httpx.Client, target: Target, missing: str) -> None:
    payload = {name: value for name, value in Account.fresh().as_json().items() if name != missing}
    for path in ("/api/auth/register", SIGN_IN_PATHS[target.auth]):
        checks.invalid(visitor.post(path, json=payload), missing)


@pytest.mark.parametrize(
    "password",
    [
        "x" * 12,
        "x" * 128,
        "\U0001f40d" * 128,
        "  blanks around  ",
        "e\u0301 \u00e9 \u2126 \u03a9 password",
    ],
    ids=["shortest", "longest", "emoji", "blanks", "unicode"],
)
def test_a_password_signs_in(visitor: httpx.Client, target: Target, password: str) -> None:
    account = registered(visitor, password)
    assert sign_in(visitor, target, account).status_code == 200


@pytest.mark.parametrize(
    ("password", "attempt"),
    [
        pytest.param("correct horse battery", "Correct horse battery", id="case"),
        pytest.param("  blanks around  ", "blanks around", id="blanks"),
        pytest.param("x" * 127 + "a", "x" * 127 + "b", id="last-character"),
        pytest.param("correct horse battery", "correct horse batter", id="shorter"),
    ],
)
def test_every_character_of_a_password_counts(
    visitor: httpx.Client, target: Target, password: str, attempt: str
) -> None:
    account = registered(visitor, password)
    wrong = Account(account.email, attempt)
    checks.unauthorized(sign_in(visitor, target, wrong), target.auth)
    assert sign_in(visitor, target, account).status_code == 200


def test_nobody_learns_who_has_an_account(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    wrong = sign_in(visitor, target, Account(account.email, "another password"))
    unknown = sign_in(visitor, target, Account.fresh())
    checks.unauthorized(unknown, target.auth)
    assert wrong.json() == unknown.json()


def test_nobody_learns_it_from_the_time_either(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)

    def seconds(attempt: Account) -> float:
        started = time.perf_counter()
        assert sign_in(visitor, target, attempt).status_code == 401
        return time.perf_counter() - started

    pairs = [
        (seconds(Account(account.email, "another password")), seconds(Account.fresh()))
        for _ in range(7)
    ]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / known < 2


@pytest.mark.parametrize("action", ["register", "sign-in"])
def test_auth_takes_json_only(visitor: httpx.Client, target: Target, action: str) -> None:
    path = "/api/auth/register" if action == "register" else SIGN_IN_PATHS[target.auth]
    form = "email=a%40example.com&password=correct+horse+battery"
    form_type = "application/x-www-form-urlencoded"
    checks.problem(send_text(visitor, "POST", path, form, form_type), 415)
    checks.problem(send_text(visitor, "POST", path, '{"email": "a', "text/plain"), 415)
    checks.problem(send_text(visitor, "POST", path, '{"email": "a'), 400)
    checks.invalid(send_text(visitor, "POST", path, "[]"))


def test_wrong_methods_of_auth(visitor: httpx.Client, target: Target) -> None:
    for path in ("/api/auth/register", SIGN_IN_PATHS[target.auth], "/api/auth/logout"):
        answer = visitor.get(path)
        checks.problem(answer, 405)
        assert "POST" in answer.headers["Allow"]
    checks.problem(visitor.get("/api/auth/nope"), 404)


def test_too_many_attempts_have_to_wait(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    wrong = Account(account.email, "another password")
    statuses = [sign_in(visitor, target, wrong).status_code for _ in range(10)]
    assert statuses == [401] * 10
    refused = sign_in(visitor, target, account)
    checks.problem(refused, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    shouted = Account(account.email.upper(), account.password)
    checks.problem(sign_in(visitor, target, shouted), 429)
    assert sign_in(visitor, target, registered(visitor)).status_code == 200, "others go on"


def test_invalid_attempts_do_not_count(visitor: httpx.Client, target: Target) -> None:
    account = registered(visitor)
    for _ in range(12):
        answer = visitor.post(SIGN_IN_PATHS[target.auth], json={"email": account.email})
        checks.invalid(answer, "password")
    assert sign_in(visitor, target, account).status_code == 200
