"""`python -m app`: brings the database up to date, then serves on HOST and PORT.

https://www.uvicorn.org/settings/
"""

import signal

import uvicorn

from config.start import start


def serve() -> None:
    """Serve until the process ends."""
    from app.database import migrate  # noqa: PLC0415 - needs the settings
    from app.realtime import MAX_READ  # noqa: PLC0415 - needs the settings
    from config.asgi import application  # noqa: PLC0415 - needs the settings
    from config.settings.environment import env  # noqa: PLC0415 - needs the settings

    migrate()
    uvicorn.run(
        application,
        host=env.str("HOST", default="127.0.0.1"),
        port=env.int("PORT", default=8000),
        # config/settings/logs.py writes the lines, those of the server as well.
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=MAX_READ,
        # Who is still reading then is cut off.
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    # Uvicorn takes Ctrl+C while it serves, and raises it again when it has ended: then it is late.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start(serve)
