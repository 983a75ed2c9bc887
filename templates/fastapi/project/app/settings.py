"""Settings that all parts share; a part's own settings stand in its own module.

Values come from the environment, then from `.env` in the project folder, then from here.
https://docs.pydantic.dev/latest/concepts/pydantic_settings/
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32


def split_commas(value: object) -> object:
    """Turn `a, b` into `["a", "b"]`; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    return [item.strip() for item in value.split(",") if item.strip()]


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_commas)]


class EnvironmentSettings(BaseSettings):
    """Where settings come from: every class of settings derives from this one."""

    model_config = SettingsConfigDict(
        env_file=PROJECT_FOLDER / ".env",
        env_ignore_empty=True,
        extra="ignore",
        # A refused secret must not appear in the message that refuses it.
        hide_input_in_errors=True,
    )


class Settings(EnvironmentSettings):
    """What more than one part of the application needs to know."""

    # https://12factor.net/config
    environment: Literal["development", "production"] = "development"

    # https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
    secret_key: str = "change-me"  # noqa: S105 - production refuses it, see below

    # https://www.uvicorn.org/settings/#socket-binding
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000

    # https://docs.python.org/3/library/logging.html#logging-levels
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"

    # https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
    cors_origins: CommaList = ()

    # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Host
    allowed_hosts: CommaList = ("127.0.0.1", "localhost", "[::1]")

    @property
    def production(self) -> bool:
        """Whether real people use this process."""
        return self.environment == "production"

    @model_validator(mode="after")
    def refuse_weak_secret(self) -> Self:
        """Who knows the key can sign in as anybody, so production needs one of its own."""
        if self.production and len(self.secret_key) < SHORTEST_SECRET:
            raise ValueError(
                f"SECRET_KEY must have at least {SHORTEST_SECRET} characters in production. "
                'Make one: python -c "import secrets; print(secrets.token_urlsafe(32))"'
            )
        return self


def explain(error: ValidationError) -> str:
    """Name the variables that were refused, and why, without a traceback."""
    lines = [
        " ".join([*(str(part).upper() + ":" for part in problem["loc"]), problem["msg"]])
        for problem in error.errors()
    ]
    return "\n".join(line.replace("Value error, ", "") for line in lines)
