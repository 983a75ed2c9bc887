"""HEAD is answered wherever GET is: the same headers, and no body."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def init_app(app: FastAPI) -> None:
    """Put it next to the routes, so that the log still says HEAD."""
    app.user_middleware.append(Middleware(HeadAsGet))


class HeadAsGet:
    """Ask the routes for GET, and leave out the body of what they answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but HEAD on as it is."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, send_without_body)
