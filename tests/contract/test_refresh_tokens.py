"""Refresh tokens: each is used once, by whichever way somebody signed in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from . import checks, clients
from .clients import Json, Target, fresh_pair, somebody
from .tokens import claims_of, logout, me, refresh, refused, tokens

pytestmark = pytest.mark.auth("jwt", "oauth2")


def test_the_access_token_opens_the_api(visitor: httpx.Client, pair: Json) -> None:
    assert me(visitor, pair["access_token"]).status_code == 200


def test_the_refresh_token_tells_nothing(pair: Json) -> None:
    token = pair["refresh_token"]
    assert "." not in token, "opaque, not a JWT"
    assert len(token) >= 43, "256 bits"
    assert claims_of(pair["access_token"])["sub"] not in token


def test_a_refresh_gives_a_new_pair(visitor: httpx.Client, pair: Json) -> None:
    new = tokens(refresh(visitor, pair["refresh_token"]))
    assert new["refresh_token"] != pair["refresh_token"]
    assert me(visitor, new["access_token"]).json() == me(visitor, pair["access_token"]).json()
    tokens(refresh(visitor, new["refresh_token"]))


def test_a_refresh_token_used_twice_revokes_its_family(visitor: httpx.Client, pair: Json) -> None:
    second = tokens(refresh(visitor, pair["refresh_token"]))
    third = tokens(refresh(visitor, second["refresh_token"]))
    for token in (pair, third, second):
        checks.unauthorized(refresh(visitor, token["refresh_token"]), "jwt")


def test_another_family_lives_on(visitor: httpx.Client, target: Target) -> None:
    who = somebody(visitor, target)
    pair, other = fresh_pair(target, who), fresh_pair(target, who)
    refresh(visitor, pair["refresh_token"])
    checks.unauthorized(refresh(visitor, pair["refresh_token"]), "jwt")
    tokens(refresh(visitor, other["refresh_token"]))


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("clients_at_once", [2, 8])
def test_of_refreshes_at_once_one_wins(
    target: Target, pair: Json, clients_at_once: int, attempt: int
) -> None:
    """The others used it twice, so that even the winner's new token is revoked."""
    start = Barrier(clients_at_once)

    def race(_: int) -> httpx.Response:
        with clients.visitor(target) as client:
            client.get("/health/live")
            start.wait(timeout=10)
            return refresh(client, pair["refresh_token"])

    with ThreadPoolExecutor(clients_at_once) as pool:
        answers = list(pool.map(race, range(clients_at_once)))
    winners = [tokens(answer) for answer in answers if answer.status_code == 200]
    losers = [answer for answer in answers if answer.status_code != 200]
    for answer in losers:
        checks.unauthorized(answer, "jwt")
    assert len(winners) == 1
    with clients.visitor(target) as client:
        checks.unauthorized(refresh(client, winners[0]["refresh_token"]), "jwt")


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000, "\u00e9", "a.b.c"])
def test_an_unknown_refresh_token(visitor: httpx.Client, token: str) -> None:
    refused(refresh(visitor, token))


@pytest.mark.parametrize("action", [refresh, logout])
@pytest.mark.parametrize("token", [None, 7, ["a"], "a\x00b"], ids=repr)
def test_a_refresh_token_of_the_wrong_type(
    visitor: httpx.Client, action: object, token: object
) -> None:
    path = "/api/auth/refresh" if action is refresh else "/api/auth/logout"
    checks.invalid(visitor.post(path, json={"refresh_token": token}), "refresh_token")
    checks.invalid(visitor.post(path, json={}), "refresh_token")


def test_each_token_has_its_own_use(visitor: httpx.Client, pair: Json) -> None:
    refused(refresh(visitor, pair["access_token"]))
    checks.unauthorized(me(visitor, pair["refresh_token"]), "jwt")
    tokens(refresh(visitor, pair["refresh_token"]))


def test_logout_revokes_the_family(visitor: httpx.Client, pair: Json) -> None:
    new = tokens(refresh(visitor, pair["refresh_token"]))
    answer = logout(visitor, new["refresh_token"])
    assert answer.status_code == 204
    assert answer.content == b""
    checks.unauthorized(refresh(visitor, new["refresh_token"]), "jwt")


def test_logout_with_a_used_token_revokes_the_family(visitor: httpx.Client, pair: Json) -> None:
    new = tokens(refresh(visitor, pair["refresh_token"]))
    assert logout(visitor, pair["refresh_token"]).status_code == 204
    checks.unauthorized(refresh(visitor, new["refresh_token"]), "jwt")


def test_logout_with_an_unknown_token(visitor: httpx.Client, pair: Json) -> None:
    assert logout(visitor, "nonsense").status_code == 204
    assert logout(visitor, pair["refresh_token"]).status_code == 204
    assert logout(visitor, pair["refresh_token"]).status_code == 204
