"""How a change reaches the sockets: only this process serves requests, so it has them all."""

import asyncio

from app.sockets import Tell


class FanOut:
    """Tells the sockets of this process."""

    def publish(self, tell: Tell, audience: str, text: str) -> None:
        """Tell an audience."""
        tell(audience, text)

    async def listen(self, _tell: Tell, ready: asyncio.Event) -> None:
        """There is nobody else to listen to."""
        ready.set()
