"""What Gunicorn runs in each of its workers: https://www.uvicorn.org/deployment/#gunicorn.

Gunicorn's own process reads this file too, so it leaves the application to the workers.
"""

import asyncio
import os
import signal
import sys
from functools import partial
from typing import Any

if sys.platform == "win32":
    raise ImportError("Gunicorn does not run on Windows.")

from gunicorn.arbiter import Arbiter
from uvicorn_worker import UvicornWorker

from app.patient_server import PatientServer


class Worker(UvicornWorker):
    """A process that Gunicorn starts, watches and replaces."""

    # https://www.uvicorn.org/settings/
    CONFIG_KWARGS: dict[str, Any] = {  # noqa: RUF012 - as the class that it derives from has it
        "loop": "auto",
        "http": "auto",
        "access_log": False,  # app/logs.py writes the line for each request
        "server_header": False,
    }

    async def _serve(self) -> None:
        from app.realtime import MAX_READ  # noqa: PLC0415 - the application is loaded now

        self.config.app = self.wsgi
        self.config.ws_max_size = MAX_READ
        self.config.timeout_graceful_shutdown = self.cfg.graceful_timeout
        server = PatientServer(self.config)
        # Gunicorn passes Ctrl+C on as SIGQUIT.
        stop = partial(setattr, server, "should_exit", True)
        asyncio.get_running_loop().add_signal_handler(signal.SIGQUIT, stop)
        await server.serve(self.sockets)
        if not server.started:
            sys.exit(Arbiter.WORKER_BOOT_ERROR)

    async def callback_notify(self) -> None:
        """Tell Gunicorn, now and then, that the worker lives; it does not outlive Gunicorn."""
        await super().callback_notify()
        if os.getppid() != self.ppid:
            signal.raise_signal(signal.SIGTERM)
