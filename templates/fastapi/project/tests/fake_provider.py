"""An OpenID provider in a thread, which does as the tests tell it: well, or badly."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.forgery import base64

CLIENT_ID, CLIENT_SECRET = "notes", "a secret of the client"
Document = dict[str, Any]


class FakeProvider:
    """Knows one person at a time, and remembers what it was asked."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(self))
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.keys = [new_key("first")]
        self.sign = self.sign_as_it_should
        self.person: Document = {}
        self.metadata: Document = {}
        self.token_answer: tuple[int, Document] | None = None
        self.attempts: dict[str, Document] = {}  # by code

    @contextmanager
    def doing(self, **changes: Any) -> Iterator[None]:
        """Do something else for a while."""
        before = {name: getattr(self, name) for name in changes}
        vars(self).update(changes)
        try:
            yield
        finally:
            vars(self).update(before)

    def discover(self) -> Document:
        """Tell about itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def approve(self, location: str) -> dict[str, str]:
        """Be the person who is sent to the provider and says yes; return what they bring back."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = token_urlsafe(8)
        self.attempts[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def exchange(self, authorization: str, form: dict[str, str]) -> tuple[int, Document]:
        """Give an ID token for a code, once, to the application that sent the person."""
        asked = self.attempts.pop(form["code"], None)
        client = f"{CLIENT_ID}:{CLIENT_SECRET}"
        if self.token_answer:
            return self.token_answer
        if b64decode(authorization.removeprefix("Basic ")).decode() != client:
            return 401, {"error": "invalid_client"}
        if asked is None or not fits(asked, form):
            return 400, {"error": "invalid_grant"}
        token = {"access_token": token_urlsafe(8), "token_type": "Bearer"}
        return 200, {**token, "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        """State who signed in."""
        moment = int(time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": moment,
            "exp": moment + 60,
            "nonce": nonce,
            **self.person,
        }
        return self.sign({name: value for name, value in claims.items() if value is not None})

    def sign_as_it_should(self, claims: Document) -> str:
        """Sign with the newest key, and name it."""
        key = self.keys[-1]
        return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


def new_key(name: str) -> RSAKey:
    """Make a key with a name."""
    return RSAKey.generate_key(2048, {"kid": name})


def fits(asked: Document, form: dict[str, str]) -> bool:
    """Whether who has the code is who started: https://www.rfc-editor.org/rfc/rfc7636.html."""
    challenge = base64(sha256(form["code_verifier"].encode()).digest()).decode()
    expected = {"code_challenge": challenge, "redirect_uri": form["redirect_uri"]}
    return expected.items() <= asked.items()


def handler_for(provider: "FakeProvider") -> type[BaseHTTPRequestHandler]:
    """Make the part that speaks HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/keys":
                keys = KeySet(list(provider.keys)).as_dict(private=False)
                self.answer(200, dict(keys))
            else:
                self.answer(200, provider.discover())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*provider.exchange(self.headers["Authorization"], dict(parse_qsl(body))))

        def answer(self, status: int, document: Document) -> None:
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    return Handler
