"""How a change reaches the sockets: those of this process, and no others."""

from collections.abc import Callable

import structlog

# Gives a text to the sockets of this process that belong to an audience.
Deliver = Callable[[str, str], None]

log = structlog.get_logger(__name__)


def publish(audience: str, text: str, deliver: Deliver) -> None:
    """Give a text to whoever may see it."""
    deliver(audience, text)


async def listen(_deliver: Deliver) -> None:
    """Say that no other process is listened to."""
    log.info("sockets hear of the changes that this process makes")
