"""The OpenID provider: what it publishes, what a code is worth, and whom an ID token names.

https://docs.authlib.org/en/stable/oauth2/client/http/index.html
https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

from time import monotonic
from typing import Any, NamedTuple

import requests
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from rest_framework import status
from rest_framework.exceptions import APIException, AuthenticationFailed

# Signatures that nobody can make who only knows what the provider publishes.
ALGORITHMS = ["RS256", "ES256"]
CLOCK_SKEW_SECONDS = 10
MAX_SUBJECT_LENGTH = 255
TIMEOUT_SECONDS = 3
# What the provider publishes is asked for again after this time.
KEPT_SECONDS = 3600

log = structlog.get_logger(__name__)


class Provider(NamedTuple):
    """What the provider publishes about itself."""

    authorization_endpoint: str
    token_endpoint: str
    keys: KeySet
    read_at: float


class Identity(NamedTuple):
    """Somebody as the provider knows them; the e-mail only when it is certainly theirs."""

    subject: str
    email: str | None


class ProviderUnavailable(APIException):
    """The provider does not answer, or it is not the one that OAUTH2_ISSUER names."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The provider of the sign-in does not answer as it should. Try again later."
    wait = 30


# By issuer.
known: dict[str, Provider] = {}


def discover(*, anew: bool = False) -> Provider:
    """Read what the provider publishes, or take what was read a while ago."""
    issuer = settings.OAUTH2_ISSUER
    found = known.get(issuer)
    if found and not anew and monotonic() - found.read_at < KEPT_SECONDS:
        return found
    try:
        known[issuer] = _read(issuer)
    except (requests.RequestException, JoseError, ValueError, KeyError, TypeError) as error:
        log.error("provider unavailable", issuer=issuer, error=repr(error))
        raise ProviderUnavailable from error
    return known[issuer]


def _read(issuer: str) -> Provider:
    metadata = _get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    # Else another provider could pass its users off as those of this one.
    if metadata["issuer"] != issuer:
        raise ValueError(f"the provider calls itself {metadata['issuer']}")
    return Provider(
        metadata["authorization_endpoint"],
        metadata["token_endpoint"],
        KeySet.import_key_set(_get(metadata["jwks_uri"])),
        monotonic(),
    )


def _get(url: str) -> Any:
    answer = requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _session() -> OAuth2Session:
    return OAuth2Session(
        settings.OAUTH2_CLIENT_ID,
        settings.OAUTH2_CLIENT_SECRET,
        scope="openid email",
        redirect_uri=settings.OAUTH2_REDIRECT_URL,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_SECONDS,
    )


def authorization_url(state: str, nonce: str, verifier: str) -> str:
    """The page of the provider on which somebody signs in."""
    url, _ = _session().create_authorization_url(
        discover().authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
    )
    return str(url)


def identify(code: str, nonce: str, verifier: str) -> Identity:
    """Exchange the code for an ID token, and read who signed in."""
    tokens = _exchange(code, verifier)
    try:
        claims = _verified(tokens["id_token"], tokens.get("access_token"), nonce)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        log.warning("ID token refused", error=repr(error))
        raise AuthenticationFailed("The provider's ID token is not valid.") from error
    verified = claims.get("email_verified") is True
    return Identity(claims["sub"], claims.get("email") if verified else None)


def _exchange(code: str, verifier: str) -> dict[str, Any]:
    """What the provider gives for a code, which is good once."""
    url = discover().token_endpoint
    try:
        with _session() as session:
            tokens: dict[str, Any] = session.fetch_token(
                url, code=code, code_verifier=verifier, allow_redirects=False
            )
    except OAuthError as error:
        log.warning("code refused", error=error.error)
        raise AuthenticationFailed("The provider refused the code of this sign-in.") from error
    except (requests.RequestException, ValueError) as error:
        log.error("provider unavailable", issuer=settings.OAUTH2_ISSUER, error=repr(error))
        raise ProviderUnavailable from error
    return tokens


def _verified(id_token: str, access_token: str | None, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that this provider made for this sign-in."""
    try:
        token = jwt.decode(id_token, discover().keys, ALGORITHMS)
    except InvalidKeyIdError:
        # A key that was not there an hour ago.
        token = jwt.decode(id_token, discover(anew=True).keys, ALGORITHMS)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {"iss": {"value": settings.OAUTH2_ISSUER}, "aud": {"value": settings.OAUTH2_CLIENT_ID}},
        {"nonce": nonce, "client_id": settings.OAUTH2_CLIENT_ID, "access_token": access_token},
    )
    claims.validate(leeway=CLOCK_SKEW_SECONDS)
    # https://openid.net/specs/openid-connect-core-1_0.html#IDToken
    if not 1 <= len(claims["sub"]) <= MAX_SUBJECT_LENGTH:
        raise ValueError("the subject is empty or too long")
    return claims
