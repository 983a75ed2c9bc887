"""The OpenID provider: what it says of itself, and of who signs in."""

import re
from time import monotonic
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from app.schemas import UNSTORABLE
from app.settings import EnvSettings, get_settings

# Signatures by a key that only the provider has. With HS256, a key that everybody may read could
# be passed off as the secret: https://datatracker.ietf.org/doc/html/rfc8725#section-2.1
ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 10
TIMEOUT_SECONDS = 5
# How long what the provider says of itself is remembered.
REMEMBERED_SECONDS = 3600
FITTING_SUBJECT = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")


def _safe_url(value: str) -> str:
    url = urlsplit(value)
    ours = url.hostname in ("127.0.0.1", "localhost", "::1")
    if url.scheme != "https" and (url.scheme != "http" or (get_settings().production and not ours)):
        raise ValueError("needs https://, but for a provider on this computer")
    return value


class ProviderSettings(EnvSettings):
    """The provider that people sign in with."""

    # https://openid.net/specs/openid-connect-discovery-1_0.html
    oauth2_issuer: Annotated[str, Field(max_length=255), AfterValidator(_safe_url)] | None = None
    # https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
    oauth2_client_id: Annotated[str, Field(validate_default=True)] = ""
    oauth2_client_secret: str = ""
    # https://datatracker.ietf.org/doc/html/rfc9700#section-4.1.3
    oauth2_redirect_url: Annotated[str, AfterValidator(_safe_url)] = (
        "http://127.0.0.1:8000/api/auth/oauth2/callback"
    )

    @field_validator("oauth2_client_id")
    @classmethod
    def _goes_with_the_issuer(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("oauth2_issuer") and not value:
            raise ValueError("OAUTH2_ISSUER needs it: what does the provider call us?")
        return value


class Metadata(BaseModel):
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


class Identity(NamedTuple):
    """Who signed in. The e-mail is there only when the provider has verified it."""

    issuer: str
    subject: str
    email: str | None


class ProviderUnavailable(Exception):
    """The provider does not answer, or not as a provider should."""


class Refused(Exception):
    """The provider refuses the code, or its answer proves nothing."""


class Provider:
    """The provider of the settings; what it says of itself is fetched when it is first needed."""

    def __init__(self, issuer: str, settings: ProviderSettings) -> None:
        self.issuer = issuer
        self._settings = settings
        self._metadata: Metadata | None = None
        self._keys = KeySet([])
        self._fetched_at = 0.0

    def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send a browser, so that the person can sign in."""
        with self._session() as session:
            url, _ = session.create_authorization_url(
                self.metadata().authorization_endpoint,
                state=state,
                nonce=nonce,
                code_verifier=verifier,
            )
        return str(url)

    def identify(self, code: str, nonce: str, verifier: str) -> Identity:
        """Trade the code that the browser brought back for who signed in."""
        metadata = self.metadata()
        with self._session(metadata) as session:
            try:
                answer = session.fetch_token(
                    metadata.token_endpoint, code=code, code_verifier=verifier
                )
            except OAuthError as error:
                if error.error in ("invalid_client", "unauthorized_client"):
                    raise ProviderUnavailable("it does not know our client id or secret") from None
                raise Refused("The provider does not accept the code.") from None
            except (requests.RequestException, ValueError) as error:
                raise ProviderUnavailable(str(error)) from error
        claims = self._read_id_token(answer, nonce)
        email = self._verified_email(claims, answer["access_token"])
        return Identity(self.issuer, claims["sub"], email)

    def metadata(self) -> Metadata:
        """What the provider says of itself, fetched once an hour."""
        if self._metadata and monotonic() - self._fetched_at < REMEMBERED_SECONDS:
            return self._metadata
        url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            metadata = Metadata.model_validate(_fetch(url))
        except ValidationError as error:
            raise ProviderUnavailable(str(error)) from None
        # Else another provider could pose as ours:
        # https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
        if metadata.issuer != self.issuer:
            raise ProviderUnavailable(f"{url} is about the issuer {metadata.issuer!r}")
        self._keys = KeySet([])
        self._metadata, self._fetched_at = metadata, monotonic()
        return metadata

    def _read_id_token(self, answer: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of the ID token, once every check of OpenID Connect has passed."""
        # https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
        client_id = self._settings.oauth2_client_id
        expected: dict[str, Any] = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": client_id},
        }
        known = {"nonce": nonce, "client_id": client_id, "access_token": answer.get("access_token")}
        try:
            token = self._verify(str(answer.get("id_token")))
            claims = CodeIDToken(token.claims, token.header, expected, known)
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise Refused("The provider's ID token is not valid.") from error
        if not FITTING_SUBJECT.fullmatch(claims["sub"]):
            raise Refused("The provider's ID token names nobody.")
        return claims

    def _verify(self, id_token: str) -> jwt.Token:
        # Providers add header fields of their own.
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(id_token, self._keys, registry=registry)
        except InvalidKeyIdError:
            # The provider has changed its keys since.
            self._keys = self._fetch_keys()
            return jwt.decode(id_token, self._keys, registry=registry)

    def _fetch_keys(self) -> KeySet:
        try:
            return KeySet.import_key_set(_fetch(self.metadata().jwks_uri))
        except (JoseError, LookupError, TypeError, ValueError) as error:
            raise ProviderUnavailable(f"its keys cannot be read: {error}") from error

    def _verified_email(self, claims: dict[str, Any], access_token: str) -> str | None:
        # Some providers put it into the ID token, others tell when they are asked:
        # https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
        endpoint = self.metadata().userinfo_endpoint
        about = claims if "email" in claims or not endpoint else _fetch(endpoint, access_token)
        email = about.get("email")
        trusted = about.get("email_verified") is True and about.get("sub") == claims["sub"]
        return email if trusted and _is_storable(email) else None

    def _session(self, metadata: Metadata | None = None) -> OAuth2Session:
        methods = metadata.token_endpoint_auth_methods_supported if metadata else []
        by_post = "client_secret_post" in methods
        # https://docs.authlib.org/en/latest/client/oauth2.html
        return OAuth2Session(
            self._settings.oauth2_client_id,
            self._settings.oauth2_client_secret,
            token_endpoint_auth_method="client_secret_post" if by_post else None,
            scope="openid email",
            redirect_uri=self._settings.oauth2_redirect_url,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_SECONDS,
            # A redirect would carry the code, or the secret, to somewhere else.
            max_redirects=0,
        )


def _fetch(url: str, access_token: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    try:
        response = requests.get(
            url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        response.raise_for_status()
        return response.json()
    except requests.RequestException as error:
        raise ProviderUnavailable(str(error)) from error


def _is_storable(email: object) -> bool:
    return isinstance(email, str) and len(email) <= 254 and not UNSTORABLE.search(email)  # noqa: PLR2004
