"""A small OpenID provider, served in a thread: it knows everybody, and misbehaves when told to."""

import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "notes"
CLIENT_SECRET = "known-to-the-two-and-to-nobody-else"


class Key:
    """A key to sign ID tokens with."""

    def __init__(self) -> None:
        self.kid = secrets.token_hex(4)
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def published(self) -> dict[str, Any]:
        """What everybody may know of it."""
        public = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**public, "kid": self.kid, "use": "sig"}


class FakeProvider(ThreadingHTTPServer):
    """Keeps the codes that it gave out, and what it was told to do otherwise."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.signing_key = self.published_key = Key()
        self.codes: dict[str, dict[str, str]] = {}
        self.reset()

    def reset(self) -> None:
        """Behave."""
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, str] = {}
        self.published_key = self.signing_key

    def authorize(self, url: str) -> dict[str, str]:
        """What a person comes back with whom the application sent to this address."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "ada",
            "aud": CLIENT_ID,
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
            "email": "ada@example.com",
            "email_verified": True,
            **self.claims,
        }
        # Who confuses the algorithms takes the client's secret for the key, or none at all.
        keys: dict[str, Any] = {"HS256": CLIENT_SECRET, "none": None}
        key = keys.get(self.algorithm, self.signing_key.private)
        return jwt.encode(claims, key, self.algorithm, headers={"kid": self.signing_key.kid})

    def exchange(self, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint."""
        client = b64decode(authorization.removeprefix("Basic ")).decode()
        if client != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], {})
        digest = sha256(form["code_verifier"].encode()).digest()
        shown = {
            "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
            "redirect_uri": form["redirect_uri"],
        }
        # A code is good once, and for those who asked for it.
        if not shown.items() <= asked.items():
            return 400, {"error": "invalid_grant"}
        id_token = self.id_token(asked["nonce"])
        return 200, {"access_token": "unused", "token_type": "bearer", "id_token": id_token}


class Answers(BaseHTTPRequestHandler):
    """What the provider answers over HTTP."""

    server: FakeProvider

    def do_GET(self) -> None:
        issuer = self.server.issuer
        documents: dict[str, Any] = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                **self.server.metadata,
            },
            "/keys": {"keys": [self.server.published_key.published()]},
        }
        self.answer(200, documents[self.path])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(*self.server.exchange(self.headers["Authorization"], dict(parse_qsl(body))))

    def answer(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[FakeProvider]:
    """Serve a provider for as long as the block takes."""
    with FakeProvider() as provider:
        Thread(target=provider.serve_forever, args=[0.01], daemon=True).start()
        yield provider
        provider.shutdown()
