"""Access tokens: JSON Web Tokens, signed with the newest key of a ring and verified with any.

https://pyjwt.readthedocs.io/en/stable/usage.html
https://www.rfc-editor.org/rfc/rfc8725.html
"""

import warnings
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import jwt
from django.conf import settings
from django.utils import timezone

# The one algorithm that is accepted: a token must not choose how it is verified.
ALGORITHM = "HS256"
REQUIRED = ["exp", "iat", "jti", "sub", "type"]
# The clocks of two servers may differ by this much.
CLOCK_SKEW = timedelta(seconds=10)

# A short key is for development: production refuses to start on one.
warnings.filterwarnings("ignore", category=jwt.InsecureKeyLengthWarning)


def sign(user_id: UUID) -> str:
    """Make a token that says who somebody is, for the next minutes."""
    now = timezone.now()
    claims = {
        "sub": str(user_id),
        "type": "access",
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + settings.ACCESS_TOKEN_LIFETIME,
    }
    key = settings.SECRET_KEY
    return jwt.encode(claims, key, ALGORITHM, headers={"kid": fingerprint(key)})


def verify(token: str) -> dict[str, Any] | None:
    """Read the claims of a token; None when it is not one of ours, or has expired."""
    try:
        kid = jwt.get_unverified_header(token).get("kid", fingerprint(settings.SECRET_KEY))
        claims = jwt.decode(
            token,
            key_ring()[kid],
            algorithms=[ALGORITHM],
            leeway=CLOCK_SKEW,
            options={"require": REQUIRED},
        )
    except (jwt.InvalidTokenError, KeyError):
        return None
    return claims if claims["type"] == "access" else None


def key_ring() -> dict[str, str]:
    """All keys that verify, by the name that a token calls them."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {fingerprint(key): key for key in keys}


def fingerprint(key: str) -> str:
    """Name a key without telling it."""
    return sha256(b"kid:" + key.encode()).hexdigest()[:12]
