"""Access tokens as somebody makes them who wants in."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from app.base import now
from app.settings import Settings
from app.tokens import fingerprint

Members = dict[str, Any]

SECRET_KEY = Settings().secret_key
OTHER_KEY = "another key that is as long as it should be"
NOBODY = "00000000-0000-4000-8000-000000000000"


def forge(user_id: str, key: str = SECRET_KEY, lifetime: int = 60, **changes: object) -> str:
    """Make a token; changes apply to `alg`, `kid` or a claim, and None leaves one out."""
    issued = now()
    header: Members = {"alg": "HS256", "typ": "JWT", "kid": fingerprint(SECRET_KEY)}
    claims: Members = {
        "sub": user_id,
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(seconds=lifetime)).timestamp()),
        "jti": "1",
        "type": "access",
    }
    document = {**header, **claims, **changes}
    signed = b".".join(encode(part, document) for part in (header, claims))
    return b".".join([signed, base64(hmac.digest(key.encode(), signed, "sha256"))]).decode()


def encode(names: Members, document: Members) -> bytes:
    """Write those members of a document that have a value."""
    members = {name: document[name] for name in names if document[name] is not None}
    return base64(json.dumps(members).encode())


def base64(data: bytes) -> bytes:
    """Encode as tokens do: https://www.rfc-editor.org/rfc/rfc7515.html#section-2."""
    return urlsafe_b64encode(data).rstrip(b"=")


FORGERIES: dict[str, Members] = {
    "signed with another key": {"key": OTHER_KEY},
    "no algorithm": {"alg": "none"},
    "no algorithm, written otherwise": {"alg": "nOnE"},
    "an algorithm with a public key": {"alg": "RS256"},
    "another algorithm of the family": {"alg": "HS512"},
    "no key named": {"kid": None},
    "an unknown key named": {"kid": fingerprint(OTHER_KEY)},
    "a key named by a path": {"kid": "../../dev/null"},
    "a key named by a list": {"kid": ["1"]},
    "expired": {"lifetime": -11},
    "issued tomorrow": {"iat": int((now() + timedelta(days=1)).timestamp())},
    "without an expiry": {"exp": None},
    "without a date": {"iat": None},
    "without an id": {"jti": None},
    "without a person": {"sub": None},
    "without a type": {"type": None},
    "a refresh token": {"type": "refresh"},
    "of a person whom nobody knows": {"sub": NOBODY},
    "of a person who is no person": {"sub": "1' OR '1'='1"},
    "of a number": {"sub": 1},
}
