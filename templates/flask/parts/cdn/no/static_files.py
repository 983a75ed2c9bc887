"""Static files: those in app/static, and those of Swagger UI for the page at /docs."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Flask

SWAGGER_UI = Path(flask_swagger_ui.__file__).with_name("dist")


def init_app(app: Flask) -> None:
    """Serve those of Swagger UI as well; Flask itself serves those in app/static."""
    # https://flask.palletsprojects.com/en/stable/blueprints/#static-files
    app.register_blueprint(
        Blueprint(
            "swagger_ui", __name__, static_folder=SWAGGER_UI, static_url_path="/static/swagger-ui"
        )
    )
    app.jinja_env.globals["static_url"] = static_url


def static_url(name: str) -> str:
    """Where a page finds a static file."""
    return f"/static/{name}"


def sources() -> str:
    """Where a page may load styles, scripts, fonts and pictures from."""
    return "'self'"
