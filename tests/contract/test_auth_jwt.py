"""Sign in with JWT: short access tokens, refresh tokens that are used once."""

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import jwt
import pytest

from . import checks, clients
from .clients import Account, Json, Target, registered, sign_in

pytestmark = [
    pytest.mark.auth("jwt"),
    # The key of a server in development is short; that it warns is the server's affair.
    pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning"),
]


@pytest.fixture
def account(visitor: httpx.Client) -> Account:
    return registered(visitor)


@pytest.fixture
def pair(visitor: httpx.Client, target: Target, account: Account) -> Json:
    return tokens(sign_in(visitor, target, account))


def tokens(answer: httpx.Response) -> Json:
    """The pair of tokens, once it is certain that it is a whole one and kept out of caches."""
    assert answer.status_code == 200, answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    pair: Json = answer.json()
    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert pair["token_type"] == "bearer"
    return pair


def refresh(client: httpx.Client, token: object) -> httpx.Response:
    return client.post("/api/auth/refresh", json={"refresh_token": token})


def refused(answer: httpx.Response) -> None:
    """Refresh tokens all have one length: one of another length may be invalid, or unknown."""
    if answer.status_code == 422:
        checks.invalid(answer, "refresh_token")
    else:
        checks.unauthorized(answer, "jwt")


def logout(client: httpx.Client, token: object) -> httpx.Response:
    return client.post("/api/auth/logout", json={"refresh_token": token})


def me(client: httpx.Client, access_token: str) -> httpx.Response:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {access_token}"})


def test_the_access_token_opens_the_api(visitor: httpx.Client, pair: Json) -> None:
    assert me(visitor, pair["access_token"]).status_code == 200


def test_the_access_token_says_when_it_ends(pair: Json) -> None:
    token = pair["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert claims["exp"] - claims["iat"] == pair["expires_in"]
    assert abs(claims["iat"] - time.time()) < 60
    assert isinstance(claims["sub"], str)


def test_the_refresh_token_tells_nothing(pair: Json, account: Account) -> None:
    token = pair["refresh_token"]
    assert "." not in token, "opaque, not a JWT"
    assert len(token) >= 43, "256 bits"
    assert account.email not in token


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


def test_another_family_lives_on(
    visitor: httpx.Client, target: Target, account: Account, pair: Json
) -> None:
    other = tokens(sign_in(visitor, target, account))
    refresh(visitor, pair["refresh_token"])
    checks.unauthorized(refresh(visitor, pair["refresh_token"]), "jwt")
    tokens(refresh(visitor, other["refresh_token"]))


@pytest.mark.parametrize("attempt", range(5))
def test_two_refreshes_at_once_cannot_both_win(target: Target, pair: Json, attempt: int) -> None:
    start = Barrier(2)

    def race(_: int) -> httpx.Response:
        with clients.visitor(target) as client:
            client.get("/health/live")
            start.wait(timeout=10)
            return refresh(client, pair["refresh_token"])

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(race, range(2)))
    winners = [answer for answer in answers if answer.status_code == 200]
    losers = [answer for answer in answers if answer.status_code != 200]
    assert len(winners) <= 1
    with clients.visitor(target) as client:
        for answer in losers:
            checks.unauthorized(answer, "jwt")
        for answer in winners:
            revoked = refresh(client, answer.json()["refresh_token"])
            checks.unauthorized(revoked, "jwt")


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


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer a b",
        "Basic YTpi",
        "x" * 5000,
        "Bearer \u00e9",
        "Bearer ..",
        "Token abc",
    ],
)
def test_a_header_without_a_token(visitor: httpx.Client, header: str) -> None:
    answer = visitor.get("/api/auth/me", headers={b"Authorization": header.encode()})
    checks.unauthorized(answer, "jwt")


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def test_a_token_that_nobody_signed(visitor: httpx.Client, pair: Json) -> None:
    claims = jwt.decode(pair["access_token"], options={"verify_signature": False})
    _, payload, signature = pair["access_token"].split(".")
    for algorithm in ("none", "None", "NONE", ""):
        header = encoded({"alg": algorithm, "typ": "JWT"})
        for end in ("", signature):
            checks.unauthorized(me(visitor, f"{header}.{payload}.{end}"), "jwt")
    wrong_key = jwt.encode(claims, "k" * 32, algorithm="HS256")
    checks.unauthorized(me(visitor, wrong_key), "jwt")


def test_a_token_that_was_changed(visitor: httpx.Client, pair: Json) -> None:
    claims = jwt.decode(pair["access_token"], options={"verify_signature": False})
    header, payload, signature = pair["access_token"].split(".")
    later = encoded({**claims, "exp": claims["exp"] + 1})
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    for changed in (
        f"{header}.{later}.{signature}",
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}",
        f"{header}.{payload}.{signature[:-4]}",
    ):
        checks.unauthorized(me(visitor, changed), "jwt")


class Forger:
    """Signs with the server's own key, so that nothing but the claims can be wrong."""

    def __init__(self, target: Target, pair: Json) -> None:
        self.key = target.secret_key
        try:
            self.claims = jwt.decode(pair["access_token"], self.key, algorithms=["HS256"])
        except jwt.InvalidSignatureError:
            pytest.fail("give the server's SECRET_KEY as --secret-key")

    def sign(self, claims: Json, algorithm: str = "HS256") -> str:
        return jwt.encode(claims, self.key, algorithm=algorithm)


@pytest.fixture
def forger(target: Target, pair: Json) -> Forger:
    return Forger(target, pair)


def test_the_forger_knows_the_trade(visitor: httpx.Client, forger: Forger) -> None:
    assert me(visitor, forger.sign(forger.claims)).status_code == 200


def test_an_expired_token(visitor: httpx.Client, forger: Forger) -> None:
    past = {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
    checks.unauthorized(me(visitor, forger.sign({**forger.claims, **past})), "jwt")


@pytest.mark.parametrize("claim", ["exp", "iat", "sub"])
def test_a_token_without_a_claim(visitor: httpx.Client, forger: Forger, claim: str) -> None:
    claims = {name: value for name, value in forger.claims.items() if name != claim}
    checks.unauthorized(me(visitor, forger.sign(claims)), "jwt")


@pytest.mark.parametrize(
    "claim",
    [
        {"sub": "nobody"},
        {"sub": 7},
        {"sub": ""},
        {"exp": "soon"},
        {"sub": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=repr,
)
def test_a_token_with_a_wrong_claim(visitor: httpx.Client, forger: Forger, claim: Json) -> None:
    header, key = encoded({"alg": "HS256", "typ": "JWT"}), forger.key.encode()
    signed = f"{header}.{encoded({**forger.claims, **claim})}"
    algorithm = jwt.get_algorithm_by_name("HS256")
    signature = base64.urlsafe_b64encode(algorithm.sign(signed.encode(), key)).decode().rstrip("=")
    checks.unauthorized(me(visitor, f"{signed}.{signature}"), "jwt")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_a_token_of_another_algorithm(
    visitor: httpx.Client, forger: Forger, algorithm: str
) -> None:
    checks.unauthorized(me(visitor, forger.sign(forger.claims, algorithm)), "jwt")
