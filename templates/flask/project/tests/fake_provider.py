"""A small OpenID provider in a thread: it signs in whoever asks, and can be told to cheat."""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, parse_qsl, urlsplit

from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.provider import Provider, ProviderSettings

Json = dict[str, Any]

REDIRECT_URL = "http://127.0.0.1:8000/api/auth/oauth2/callback"
CLIENT = {"client_id": "notes", "client_secret": "a secret of the tests"}
# Making a key takes its time; all tests share one.
KEY = RSAKey.generate_key(2048, {"use": "sig", "kid": "first"})


class FakeProvider:
    """What a provider knows, and what it says; each attribute may be changed by a test."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.metadata: Json = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
        }
        self.person: Json = {"sub": "ada", "email": "ada@example.com", "email_verified": True}
        self.userinfo: Json = {}
        # What the ID token says instead of the truth; None leaves a claim out.
        self.lies: Json = {}
        self.header: Json = {"alg": "RS256", "kid": "first"}
        self.sign: Callable[[Json], str] = partial(self.sign_with, KEY)
        self.published: Json = {"keys": [KEY.as_dict(private=False)]}
        self._grants: dict[str, Json] = {}

    def authorize(self, location: str) -> dict[str, str]:
        """Sign the person in, and return what the browser carries back."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT["client_id"]
        assert asked["redirect_uri"] == REDIRECT_URL
        assert asked["scope"] == "openid email"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self._grants[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def trade(self, form: dict[str, list[str]]) -> tuple[int, Json]:
        """Answer an ID token for a code, once."""
        sent = {name: values[0] for name, values in form.items()}
        if CLIENT.items() - sent.items():
            return 401, {"error": "invalid_client"}
        asked = self._grants.pop(sent["code"], None)
        digest = sha256(sent["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "for-userinfo", "token_type": "Bearer", "expires_in": 60}
        return 200, {**answer, "id_token": self._id_token(asked["nonce"])}

    def sign_with(self, key: RSAKey, claims: Json) -> str:
        """Sign as providers do."""
        return jwt.encode(self.header, claims, key)

    def forge(self, header: Json, secret: bytes, claims: Json) -> str:
        """Sign with a shared secret, whatever it is; libraries refuse to take a public key."""
        parts = [urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims)]
        signed = b".".join(part.rstrip(b"=") for part in parts)
        signature = hmac.digest(secret, signed, "sha256") if secret else b""
        return b".".join([signed, urlsafe_b64encode(signature).rstrip(b"=")]).decode()

    def _id_token(self, nonce: str) -> str:
        now = int(time())
        truth = {"iss": self.issuer, "aud": CLIENT["client_id"], "nonce": nonce}
        claims = {**truth, "iat": now, "exp": now + 60, **self.person, **self.lies}
        said = {name: value for name, value in claims.items() if value is not None}
        return self.sign(said)


@contextmanager
def fake_provider(app: Flask) -> Iterator[FakeProvider]:
    """Run a provider, and let the application sign people in with it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            documents = {
                "/.well-known/openid-configuration": provider.metadata,
                "/keys": provider.published,
                "/userinfo": provider.userinfo,
            }
            self._answer(200, documents[self.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*provider.trade(parse_qs(body)))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _answer(self, status: int, document: Json) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = FakeProvider(server.server_port)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        settings = ProviderSettings(
            oauth2_issuer=provider.issuer,
            oauth2_client_id=CLIENT["client_id"],
            oauth2_client_secret=CLIENT["client_secret"],
        )
        with patch.dict(app.extensions, {"provider": Provider(provider.issuer, settings)}):
            yield provider
        server.shutdown()
