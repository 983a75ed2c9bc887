"""How a change reaches the sockets: this process has them all."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Fanout:
    """Hands what an audience is told to its sockets."""

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver

    async def publish(self, audience: str, text: str) -> None:
        """Tell an audience."""
        self._deliver(audience, text)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen to other processes: there are none."""
        yield
