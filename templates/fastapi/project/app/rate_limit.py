"""How often somebody may try to sign in, so that passwords cannot be guessed one after another.

The counters are in the memory of this process: https://limits.readthedocs.io/en/stable/
"""

import math
from time import time
from typing import Annotated

from fastapi import FastAPI, HTTPException, Request, status
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from pydantic import AfterValidator

from app.settings import EnvironmentSettings


def readable(rate: str) -> str:
    """Refuse what the library cannot read; its own error is no ValueError everywhere."""
    parse(rate)
    return rate


class RateLimitSettings(EnvironmentSettings):
    """The limit for one e-mail address from one network address."""

    # https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation
    sign_in_rate_limit: Annotated[str, AfterValidator(readable)] = "10/minute"


class SignInLimit:
    """Counts the attempts to sign in."""

    def __init__(self, rate: str) -> None:
        self.rate = parse(rate)
        self.limiter = MovingWindowRateLimiter(MemoryStorage())

    async def count(self, request: Request, email: str) -> None:
        """Count one attempt; above the limit answer 429, and when to try again."""
        client = request.client.host if request.client else ""
        if await self.limiter.hit(self.rate, client, email):
            return
        window = await self.limiter.get_window_stats(self.rate, client, email)
        wait = max(1, math.ceil(window.reset_time - time()))
        raise HTTPException(
            status.HTTP_429_TOO_MANY_REQUESTS,
            f"Too many attempts to sign in. Try again in {wait} seconds.",
            headers={"Retry-After": str(wait)},
        )


def init_app(app: FastAPI) -> None:
    """Start counting at nought."""
    app.state.sign_in_limit = SignInLimit(RateLimitSettings().sign_in_rate_limit)
