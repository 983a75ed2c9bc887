"""Uvicorn, patient at its end: who has connected already is answered.

https://www.uvicorn.org/
"""

import asyncio
import socket

from uvicorn.server import Server

# How long a client that has connected may take to send its request.
SECONDS_TO_SEND = 2.0
SECONDS_BETWEEN_LOOKS = 0.05


class PatientServer(Server):
    """Ends without a lost request; by itself Uvicorn hangs up on who has not asked yet."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, wait for the requests that are on their way, and only then end."""
        for server in self.servers:
            server.close()
        # Nobody is to send another request over a connection that is about to be closed.
        self.server_state.default_headers.append((b"connection", b"close"))
        for _ in range(round(SECONDS_TO_SEND / SECONDS_BETWEEN_LOOKS)):
            if not self.waits_for_requests():
                break
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        await super().shutdown(sockets)

    def waits_for_requests(self) -> bool:
        """Whether somebody is connected by HTTP; who has a WebSocket open has sent the request."""
        protocol = self.config.http_protocol_class
        return any(isinstance(connection, protocol) for connection in self.server_state.connections)
