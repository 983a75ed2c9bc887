"""Access tokens: short, signed with HS256 by a key that their header names, and nothing else."""

import hmac
import time

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from . import checks
from .clients import Json, Target, fresh_pair
from .tokens import Forger, claims_of, encoded, me

pytestmark = [
    pytest.mark.auth("jwt", "oauth2"),
    # The key of a server in development is short; that it warns is the server's affair.
    pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning"),
]


@pytest.fixture
def forger(target: Target, pair: Json) -> Forger:
    return Forger.of(target, pair["access_token"])


def refused(visitor: httpx.Client, token: str) -> None:
    checks.unauthorized(me(visitor, token), "jwt")


def test_it_says_who_and_until_when(pair: Json) -> None:
    token = pair["access_token"]
    claims = claims_of(token)
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert set(claims) >= {"exp", "iat", "jti", "sub"}
    assert claims["exp"] - claims["iat"] == pair["expires_in"]
    assert abs(claims["iat"] - time.time()) < 60
    assert isinstance(claims["sub"], str)


def test_no_two_are_the_same(target: Target, pair: Json) -> None:
    other = claims_of(fresh_pair(target)["access_token"])
    assert other["jti"] != claims_of(pair["access_token"])["jti"]


def test_it_names_its_key_and_does_not_tell_it(target: Target, pair: Json) -> None:
    kid = jwt.get_unverified_header(pair["access_token"])["kid"]
    again = fresh_pair(target)["access_token"]
    assert jwt.get_unverified_header(again)["kid"] == kid
    assert 8 <= len(kid) <= 43, "a short fingerprint"
    assert target.secret_key not in kid


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
    ids=lambda header: repr(header[:12]),
)
def test_a_header_without_a_token(visitor: httpx.Client, header: str) -> None:
    answer = visitor.get("/api/auth/me", headers={b"Authorization": header.encode()})
    checks.unauthorized(answer, "jwt")


def test_a_token_belongs_into_the_header(visitor: httpx.Client, pair: Json) -> None:
    token = pair["access_token"]
    for query in ({"access_token": token}, {"token": token}):
        checks.unauthorized(visitor.get("/api/auth/me", params=query), "jwt")
    cookies = {"Cookie": f"access_token={token}; session={token}"}
    checks.unauthorized(visitor.get("/api/auth/me", headers=cookies), "jwt")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_that_nobody_signed(visitor: httpx.Client, pair: Json, algorithm: str) -> None:
    header, payload, signature = pair["access_token"].split(".")
    kid = jwt.get_unverified_header(pair["access_token"])["kid"]
    for unsigned in ({"alg": algorithm}, {"alg": algorithm, "kid": kid}):
        header = encoded({"typ": "JWT", **unsigned})
        for end in ("", signature):
            refused(visitor, f"{header}.{payload}.{end}")


@pytest.mark.parametrize("key", ["k" * 32, " ", "\x00", "change-me "])
def test_a_token_that_another_key_signed(visitor: httpx.Client, forger: Forger, key: str) -> None:
    refused(visitor, forger.sign(forger.claims, key))


def test_a_token_that_was_changed(visitor: httpx.Client, pair: Json) -> None:
    claims = claims_of(pair["access_token"])
    header, payload, signature = pair["access_token"].split(".")
    later = encoded({**claims, "exp": claims["exp"] + 1})
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    for changed in (
        f"{header}.{later}.{signature}",
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}",
        f"{header}.{payload}.{signature[:-4]}",
    ):
        refused(visitor, changed)


def test_the_forger_knows_the_trade(visitor: httpx.Client, forger: Forger) -> None:
    assert me(visitor, forger.sign(forger.claims)).status_code == 200


@pytest.mark.parametrize("claim", ["exp", "iat", "sub", "jti"])
def test_a_token_without_a_claim(visitor: httpx.Client, forger: Forger, claim: str) -> None:
    claims = {name: value for name, value in forger.claims.items() if name != claim}
    refused(visitor, forger.sign(claims))


@pytest.mark.parametrize(
    "claim",
    [
        {"sub": "nobody"},
        {"sub": 7},
        {"sub": ""},
        {"sub": None},
        {"sub": "\x00"},
        {"exp": "soon"},
        {"exp": None},
        {"exp": 1e400},
        {"iat": "then"},
        {"sub": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=repr,
)
def test_a_token_with_a_wrong_claim(visitor: httpx.Client, forger: Forger, claim: Json) -> None:
    refused(visitor, forger.sign({**forger.claims, **claim}))


def test_a_token_for_another_use(visitor: httpx.Client, forger: Forger) -> None:
    """Where tokens say what they are for, one that says something else opens nothing."""
    if "type" in forger.claims:
        refused(visitor, forger.sign({**forger.claims, "type": "refresh"}))
        refused(visitor, forger.sign({**forger.claims, "type": None}))


@pytest.mark.parametrize("seconds", [-3600, -14])
def test_an_expired_token(visitor: httpx.Client, forger: Forger, seconds: int) -> None:
    now = int(time.time())
    refused(visitor, forger.sign({**forger.claims, "iat": now - 7200, "exp": now + seconds}))


def test_a_token_of_the_future(visitor: httpx.Client, forger: Forger) -> None:
    now = int(time.time())
    refused(visitor, forger.sign({**forger.claims, "iat": now + 60, "exp": now + 600}))


@pytest.mark.parametrize("times", [(-900, -4), (5, 900)], ids=["expired", "not-yet-issued"])
def test_clocks_may_differ_a_little(
    visitor: httpx.Client, forger: Forger, times: tuple[int, int]
) -> None:
    now = int(time.time())
    claims = {"iat": now + times[0], "exp": now + times[1]}
    assert me(visitor, forger.sign({**forger.claims, **claims})).status_code == 200


@pytest.mark.parametrize(
    "kid",
    ["unknown", "", "0", None, 7, ["a"], {"a": "b"}, "../../dev/null", "' or 1=1 --", "x" * 2000],
    ids=lambda kid: repr(kid)[:20],
)
def test_a_key_that_is_not_there(visitor: httpx.Client, forger: Forger, kid: object) -> None:
    refused(visitor, forger.sign(forger.claims, kid=kid))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_a_token_of_another_algorithm(
    visitor: httpx.Client, forger: Forger, algorithm: str
) -> None:
    refused(visitor, forger.sign(forger.claims, alg=algorithm))


@pytest.mark.parametrize("where", ["jwk", "jku", "x5u"])
def test_a_token_that_brings_its_own_key(visitor: httpx.Client, forger: Forger, where: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    header = {"alg": "RS256", where: public if where == "jwk" else "https://evil.example/keys"}
    refused(visitor, forger.sign(forger.claims, private, **header))
    refused(visitor, forger.sign(forger.claims, "k" * 32, **{where: header[where]}))


def test_the_header_may_not_choose_what_the_key_is(visitor: httpx.Client, forger: Forger) -> None:
    """RS256 in the header, and the HMAC of the shared secret below: the well-known confusion."""
    signed = f"{encoded({**forger.header, 'alg': 'RS256'})}.{encoded(forger.claims)}"
    mac = hmac.digest(forger.key.encode(), signed.encode(), "sha256")
    refused(visitor, f"{signed}.{encoded(mac)}")


def test_an_extension_that_nobody_knows(visitor: httpx.Client, forger: Forger) -> None:
    """RFC 7515, section 4.1.11: what is critical and not understood makes the token invalid."""
    refused(visitor, forger.sign(forger.claims, crit=["unknown"], unknown=1))


@pytest.mark.has("earlier_token")
def test_a_token_of_an_earlier_key(target: Target, visitor: httpx.Client, pair: Json) -> None:
    assert me(visitor, target.earlier_token).status_code == 200
    kids = [jwt.get_unverified_header(token)["kid"]
            for token in (target.earlier_token, pair["access_token"])]  # fmt: skip
    assert kids[0] != kids[1]
    header, payload, _ = target.earlier_token.split(".")
    refused(visitor, f"{header}.{payload}.{pair['access_token'].split('.')[2]}")


@pytest.mark.has("earlier_token")
def test_a_kid_that_names_another_key(
    target: Target, visitor: httpx.Client, forger: Forger
) -> None:
    earlier = jwt.get_unverified_header(target.earlier_token)["kid"]
    refused(visitor, forger.sign(forger.claims, kid=earlier))
