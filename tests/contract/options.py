"""What the suite has to be told of the server: what was chosen, and what it was started with."""

import os

import pytest

from .clients import Target

# Each question with its choices; the first one holds where nothing is said.
CHOICES = {
    "auth": ("none", "jwt", "session", "oauth2"),
    "queue": ("none", "redis", "rabbitmq"),
    "events": ("none", "kafka"),
    "cache": ("none", "redis", "memcached"),
    "realtime": ("no", "yes"),
    "cdn": ("no", "yes"),
}
# Each setting with its default and what it is.
SETTINGS = {
    "base-url": ("", "where the server listens"),
    "ca": ("", "a file with the authority of its certificate, where it speaks HTTPS"),
    "cors-origin": ("https://app.example", "its CORS_ORIGINS"),
    "secret-key": ("change-me", "its SECRET_KEY"),
    "cdn-url": ("", "its CDN_URL, if any"),
    "oidc": ("", "its OAUTH2_ISSUER, to check that people are sent there"),
    "kafka": ("", "its topic, as kafka://host:port/topic, to read the events there as well"),
    "earlier-token": ("", "an access token that one of its SECRET_KEY_FALLBACKS has signed"),
}


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract", "the HTTP contract")
    for name, choices in CHOICES.items():
        told = f"what was chosen [env {variable(name)}, else {choices[0]}]"
        group.addoption(f"--{name}", choices=choices, help=told)
    for name, (default, told) in SETTINGS.items():
        group.addoption(f"--{name}", help=f"{told} [env {variable(name)}, else {default!r}]")


def variable(name: str) -> str:
    return name.replace("-", "_").upper()


def setting(config: pytest.Config, name: str) -> str:
    """The option, else the environment; options are unknown when pytest started elsewhere."""
    default = CHOICES[name][0] if name in CHOICES else SETTINGS[name][0]
    option = config.getoption(name.replace("-", "_"), None)
    return str(option or os.environ.get(variable(name)) or default)


def target_of(config: pytest.Config) -> Target:
    told = {name.replace("-", "_"): setting(config, name) for name in (*CHOICES, *SETTINGS)}
    return Target(**{**told, "base_url": told["base_url"].rstrip("/")})
