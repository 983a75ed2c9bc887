"""The files that pages link: our own, and those of Swagger UI, which a package brings along."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"


def init_app(app: FastAPI) -> None:
    """Serve both folders below one address."""
    files = StaticFiles(directory=FOLDER, packages=[("fastapi_offline", "static")])
    app.mount("/static", files)


def links(_request: Request) -> dict[str, Callable[[str], str]]:
    """Give templates what makes the address of a file."""
    return {"link": "/static/{}".format}
