"""How tests ask for tokens, use them and forge them."""

import base64
import json
from typing import Self

import httpx
import jwt
import pytest

from . import checks
from .clients import Json, Target


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


def logout(client: httpx.Client, token: object) -> httpx.Response:
    return client.post("/api/auth/logout", json={"refresh_token": token})


def me(client: httpx.Client, access_token: str) -> httpx.Response:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {access_token}"})


def refused(answer: httpx.Response) -> None:
    """Refresh tokens all have one length: one of another length may be invalid, or unknown."""
    if answer.status_code == 422:
        checks.invalid(answer, "refresh_token")
    else:
        checks.unauthorized(answer, "jwt")


def claims_of(token: str) -> Json:
    claims: Json = jwt.decode(token, options={"verify_signature": False})
    return claims


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Forger:
    """Signs with the server's own key, so that nothing but what a test changes can be wrong."""

    def __init__(self, secret_key: str, token: str) -> None:
        self.key = secret_key
        self.claims = claims_of(token)
        self.header: Json = jwt.get_unverified_header(token)

    @classmethod
    def of(cls, target: Target, token: str) -> Self:
        """Whose key is known to be the right one, as it has signed a token of the server's."""
        try:
            jwt.decode(token, target.secret_key, algorithms=["HS256"])
        except jwt.InvalidSignatureError:
            pytest.fail("give the server's SECRET_KEY as --secret-key")
        return cls(target.secret_key, token)

    def sign(self, claims: Json, key: str = "", **header: object) -> str:
        """Written by hand, as libraries refuse to write what is wrong."""
        signed = f"{encoded({**self.header, **header})}.{encoded(claims)}"
        algorithm = jwt.get_algorithm_by_name(str({**self.header, **header}["alg"]))
        signature = algorithm.sign(signed.encode(), algorithm.prepare_key(key or self.key))
        return f"{signed}.{encoded(signature)}"
