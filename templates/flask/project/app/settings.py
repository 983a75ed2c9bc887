"""Settings come from the environment, else from `.env` in the project's folder."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_SECRET_KEY = "change-me"  # noqa: S105 - refused in production
SHORTEST_SECRET_KEY = 32


class EnvSettings(BaseSettings):
    """Base of every settings class: a field `secret_key` is the variable SECRET_KEY."""

    # https://docs.pydantic.dev/latest/concepts/pydantic_settings/
    # An empty value counts as none at all.
    model_config = SettingsConfigDict(
        env_file=PROJECT / ".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    @classmethod
    def load(cls) -> Self:
        """Read the settings, or end the program with a message that names the variable."""
        try:
            return cls()
        except ValidationError as error:
            raise SystemExit("\n".join(_explain(item) for item in error.errors())) from None


class Settings(EnvSettings):
    """What every part of the application may need to know."""

    environment: Literal["development", "production"] = "development"
    # https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY
    secret_key: str = DEFAULT_SECRET_KEY
    host: str = "127.0.0.1"
    port: int = 8000
    # https://docs.python.org/3/library/logging.html#logging-levels
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS
    cors_origins: Annotated[list[str], NoDecode] = []
    # https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/07-Input_Validation_Testing/17-Testing_for_Host_Header_Injection
    allowed_hosts: Annotated[list[str], NoDecode] = ["127.0.0.1", "localhost", "[::1]"]

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [item.strip() for item in value.split(",") if item.strip()]
        return value

    @field_validator("secret_key")
    @classmethod
    def _refuse_a_weak_key_in_production(cls, value: str, info: ValidationInfo) -> str:
        weak = value == DEFAULT_SECRET_KEY or len(value) < SHORTEST_SECRET_KEY
        if weak and info.data.get("environment") == "production":
            raise ValueError(
                f"in production it needs at least {SHORTEST_SECRET_KEY} random characters. "
                'Make some with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return value

    @property
    def production(self) -> bool:
        """Whether strangers can reach the application."""
        return self.environment == "production"


@cache
def get_settings() -> Settings:
    """The common settings, read once."""
    return Settings.load()


def _explain(item: Any) -> str:
    variable = ".".join(str(part) for part in item["loc"]).upper()
    return f"{variable}: {item['msg'].removeprefix('Value error, ')}"
