"""The provider that people sign in with, and how it vouches for them: OpenID Connect.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ssl import SSLContext
from time import monotonic
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from fastapi import HTTPException, status
from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, Field, field_validator
from structlog import get_logger

from app.settings import EnvironmentSettings, Settings
from app.tokens import CLOCK_SKEW, Claims, unauthorized

log = get_logger(__name__)

SCOPE = "openid email"
# Signatures that only the provider can make: not `none`, and none by a key that others know.
SIGNATURES = JWSRegistry(algorithms=["RS256", "PS256", "ES256"], strict_check_header=False)
SECONDS_TO_ANSWER = 5
SECONDS_TO_REMEMBER = 3600
LONGEST_SUBJECT = 255  # the standard promises it, and the column holds no more
THIS_COMPUTER = {"127.0.0.1", "::1", "localhost"}


class ProviderSettings(EnvironmentSettings):
    """Who the provider is, and what it calls this application."""

    # https://openid.net/specs/openid-connect-discovery-1_0.html
    oauth2_issuer: Annotated[str, Field(max_length=255)] = ""
    # https://datatracker.ietf.org/doc/html/rfc6749#section-2.3.1
    oauth2_client_id: str = ""
    oauth2_client_secret: str = ""
    # https://datatracker.ietf.org/doc/html/rfc9700#section-4.1.3
    oauth2_redirect_url: str = "http://127.0.0.1:8000/api/auth/oauth2/callback"

    @field_validator("oauth2_issuer")
    @classmethod
    def refuse_plain_http(cls, issuer: str) -> str:
        """Who is between us and the provider could hand us keys of their own."""
        url = urlsplit(issuer)
        plain = url.scheme == "http" and url.hostname not in THIS_COMPUTER
        if plain and Settings().production:
            raise ValueError("must start with https:// in production")
        return issuer


class Metadata(BaseModel):
    """What the provider tells about itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    # https://www.rfc-editor.org/rfc/rfc9207.html
    authorization_response_iss_parameter_supported: bool = False


class Keys(BaseModel):
    """What the provider signs with: https://www.rfc-editor.org/rfc/rfc7517.html."""

    keys: list[dict[str, Any]]


def unavailable(detail: str) -> HTTPException:
    """Build the answer to somebody who cannot sign in for now."""
    return HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, detail, {"Retry-After": "5"})


@contextmanager
def understood() -> Iterator[None]:
    """Answer 503 when the provider does not answer, or not as it should."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        log.warning("the provider does not answer as it should", error=repr(error))
        raise unavailable("The provider does not answer. Try again later.") from error


class Provider:
    """Talks to the provider, and remembers for a while what it told about itself."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._metadata: Metadata | None = None
        self._keys: KeySet | None = None
        self._outdated_at = 0.0

    async def metadata(self) -> Metadata:
        """Return what the provider tells about itself; it must be the one that was asked."""
        issuer = self.settings.oauth2_issuer
        if not (issuer and self.settings.oauth2_client_id):
            raise unavailable("To sign in, set OAUTH2_ISSUER and OAUTH2_CLIENT_ID.")
        if self._metadata is None or monotonic() > self._outdated_at:
            url = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
            with understood():
                metadata = Metadata.model_validate(await get_json(url))
            if metadata.issuer != issuer:
                log.error("OAUTH2_ISSUER is not what the provider calls itself", it=metadata.issuer)
                raise unavailable("The provider is not the one that OAUTH2_ISSUER names.")
            self._metadata, self._keys = metadata, None
            self._outdated_at = monotonic() + SECONDS_TO_REMEMBER
        return self._metadata

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Say where to send somebody who wants to sign in."""
        metadata = await self.metadata()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    async def identify(self, code: str, verifier: str, nonce: str) -> Claims:
        """Exchange a code for what the provider states about who signed in, or answer 401."""
        id_token = await self._exchange(code, verifier)
        try:
            return await self._read(id_token, nonce)
        except JoseError as error:
            log.warning("the ID token was refused", error=repr(error))
            raise unauthorized("The provider's ID token is not valid.") from error

    async def _exchange(self, code: str, verifier: str) -> str:
        metadata = await self.metadata()
        try:
            with understood():
                async with self._client() as client:
                    token = await client.fetch_token(
                        metadata.token_endpoint,
                        grant_type="authorization_code",
                        code=code,
                        code_verifier=verifier,
                    )
        except OAuthError as error:
            log.warning("the code was refused", error=repr(error))
            if error.error == "invalid_grant":
                raise unauthorized("The provider refused the code: sign in again.") from error
            raise unavailable("The provider does not accept this application.") from error
        return str(token.get("id_token"))

    async def _read(self, id_token: str, nonce: str) -> Claims:
        try:
            token = jwt.decode(id_token, await self._key_set(), registry=SIGNATURES)
        except InvalidKeyIdError:  # the provider has changed its keys
            self._keys = None
            token = jwt.decode(id_token, await self._key_set(), registry=SIGNATURES)
        client_id = self.settings.oauth2_client_id
        # https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
        jwt.JWTClaimsRegistry(
            leeway=int(CLOCK_SKEW.total_seconds()),
            iss={"essential": True, "value": self.settings.oauth2_issuer},
            aud={"essential": True, "value": client_id},
            azp={"value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(token.claims)
        if len(token.claims["sub"]) > LONGEST_SUBJECT or not token.claims["sub"].isprintable():
            raise InvalidClaimError("sub")
        return token.claims

    async def _key_set(self) -> KeySet:
        if self._keys is None:
            metadata = await self.metadata()
            with understood():
                keys = Keys.model_validate(await get_json(metadata.jwks_uri)).keys
            public = [key for key in keys if key.get("kty") in {"RSA", "EC"}]
            self._keys = KeySet.import_key_set({"keys": public})
        return self._keys

    def _client(self) -> AsyncOAuth2Client:
        """Make a client for one person: it keeps the tokens that it gets."""
        return AsyncOAuth2Client(
            self.settings.oauth2_client_id,
            self.settings.oauth2_client_secret,
            scope=SCOPE,
            redirect_uri=self.settings.oauth2_redirect_url,
            code_challenge_method="S256",
            timeout=SECONDS_TO_ANSWER,
            verify=certificates(),
        )


@cache
def certificates() -> SSLContext:
    """Load whom we trust to name a server, once, as it takes a while."""
    return httpx2.create_ssl_context()


async def get_json(url: str) -> object:
    """Fetch a document; httpx follows no redirect unless it is told to."""
    async with httpx2.AsyncClient(timeout=SECONDS_TO_ANSWER, verify=certificates()) as client:
        answer = await client.get(url)
    return answer.raise_for_status().json()
