"""A limit on attempts to sign in, so that passwords cannot be guessed by the thousand."""

import logging
from math import ceil
from time import time
from typing import Annotated

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RequestLimit
from limits import parse
from pydantic import AfterValidator

from app.errors import problem
from app.settings import EnvSettings


def _readable(value: str) -> str:
    parse(value)
    return value


class RateLimitSettings(EnvSettings):
    """How often somebody may try to sign in."""

    # https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation
    sign_in_rate_limit: Annotated[str, AfterValidator(_readable)] = "10/minute"


def _who() -> str:
    return f"{request.remote_addr} {g.sign_in_email}"


def _refuse(limit: RequestLimit) -> Response:
    seconds = max(1, ceil(limit.window.reset_time - time()))
    detail = f"Too many attempts to sign in. Try again in {seconds} seconds."
    return problem(429, detail, {"Retry-After": str(seconds)})


# Each process counts for itself: https://flask-limiter.readthedocs.io/en/stable/configuration.html
limiter = Limiter(key_func=_who, on_breach=_refuse, storage_uri="memory://")


def init_app(app: Flask) -> None:
    """Prepare the limiter, and refuse a limit that cannot be read."""
    app.config["SIGN_IN_RATE_LIMIT"] = RateLimitSettings.load().sign_in_rate_limit
    limiter.init_app(app)
    # Its own line for a refusal would hold the e-mail.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def count_sign_in(email: str) -> None:
    """Count an attempt by this address for this e-mail; above the limit, answer 429."""
    g.sign_in_email = email
    _count()


@limiter.limit(lambda: str(current_app.config["SIGN_IN_RATE_LIMIT"]))
def _count() -> None:
    pass
