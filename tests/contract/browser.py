"""A person with a browser at the provider of tests/services/oidc, whose sign-in page is a form."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import httpx

from .pages import Page

MOST_REDIRECTS = 10


@dataclass(frozen=True)
class Person:
    """What somebody types into the provider's form; the login is the subject of the ID token."""

    login: str = field(default_factory=lambda: f"person-{secrets.token_hex(8)}")
    email: str = ""
    email_verified: bool = True
    # In which way the provider's ID token shall be wrong; see tests/services/oidc/forge.mjs.
    forge: str = ""

    @classmethod
    def with_email(cls, *, email_verified: bool = True) -> Self:
        return cls(email=f"{secrets.token_hex(8)}@example.com", email_verified=email_verified)

    def as_form(self) -> dict[str, str]:
        form = {"login": self.login, "email": self.email, "forge": self.forge}
        return form | ({"email_verified": "on"} if self.email_verified else {})


@contextmanager
def browser() -> Iterator[httpx.Client]:
    """A fresh one, which the provider does not know yet."""
    with httpx.Client(timeout=20, trust_env=False, follow_redirects=False) as client:
        yield client


def consent(location: str, form: dict[str, str]) -> httpx.URL:
    """Go where the application sent the browser, fill in the form, and return the callback."""
    with browser() as at_provider:
        page = followed(at_provider, at_provider.get(location), location)
        assert page.status_code == 200, f"the provider says {page.status_code} {page.text[:500]}"
        action = Page.parse(page.text).attributes("form")[0]["action"]
        answer = at_provider.post(page.url.join(action), data=form)
        return httpx.URL(followed(at_provider, answer, location).headers["Location"])


def followed(client: httpx.Client, answer: httpx.Response, location: str) -> httpx.Response:
    """The first answer that leads away from the provider, or nowhere."""
    provider = httpx.URL(location).netloc
    for _ in range(MOST_REDIRECTS):
        if not answer.is_redirect or answer.url.join(answer.headers["Location"]).netloc != provider:
            return answer
        answer = client.get(answer.url.join(answer.headers["Location"]))
    raise AssertionError(f"more than {MOST_REDIRECTS} redirects")


def approve(location: str, person: Person) -> httpx.URL:
    """The callback of somebody who signs in."""
    return consent(location, person.as_form())


def deny(location: str, error: str, description: str = "") -> httpx.URL:
    """The callback of somebody who does not, for a reason that the provider gives."""
    return consent(location, {"error": error, "error_description": description})


def challenge(verifier: str) -> str:
    """RFC 7636, S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
