"""Access tokens with something wrong about them."""

from typing import Any

import jwt

from app import tokens

# A key that is not the application's.
OTHER_KEY = "another key for tests, long enough"


def forged(token: str, key: str, kid: str | None = None, **changes: Any) -> str:
    """The token with other claims, signed by this key; a claim that is None is left out."""
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, "HS256", headers={"kid": kid or tokens.fingerprint(key)})
