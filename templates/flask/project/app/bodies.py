"""The application for uWSGI, which leaves a body that comes in chunks to whoever asks for it.

https://uwsgi-docs.readthedocs.io/en/latest/Chunked.html
"""

import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from io import RawIOBase
from typing import Any

from flask import Flask

from app.main import create_app

STDOUT = 1

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Chunks(RawIOBase):
    """A body that comes in chunks, as a stream."""

    def __init__(self) -> None:
        super().__init__()
        # The module is there inside uWSGI only.
        self._next: Callable[[], bytes] = import_module("uwsgi").chunked_read
        self._left = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from what has come; 0 is the end."""
        self._left = self._left or self._next()
        part = self._left[: len(buffer)]
        buffer[: len(part)] = part
        self._left = self._left[len(part) :]
        return len(part)


def read_chunks(app: WsgiApplication) -> WsgiApplication:
    """Middleware: gives the application a stream that ends where the body ends."""

    def middleware(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            environ |= {"wsgi.input": Chunks(), "wsgi.input_terminated": True}
        return app(environ, start_response)

    return middleware


def create() -> Flask:
    """Make the application that uwsgi.ini names."""
    # uWSGI's pipe for the log refuses a line while it is full, and the request would fail.
    if sys.platform != "win32":
        os.set_blocking(STDOUT, True)
    app = create_app()
    app.wsgi_app = read_chunks(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app
