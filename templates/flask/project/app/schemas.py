"""What a request may hold and what an answer holds."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

# PostgreSQL cannot store a NUL, and no database half of a surrogate pair:
# https://www.postgresql.org/docs/current/datatype-character.html
UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")


def _refuse_unstorable(value: str) -> str:
    if UNSTORABLE.search(value):
        raise PydanticCustomError("unstorable", "String should hold whole characters and no NUL")
    return value


def to_rfc3339(value: datetime) -> str:
    """Write a time as https://www.rfc-editor.org/rfc/rfc3339 has it."""
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]


Storable = AfterValidator(_refuse_unstorable)
Title = Annotated[str, Field(strict=True, min_length=1, max_length=200), Storable]
Body = Annotated[str, Field(strict=True, max_length=10_000), Storable]
Timestamp = Annotated[datetime, PlainSerializer(to_rfc3339, when_used="json")]


class NoteIn(BaseModel):
    """A whole note, as the client writes it."""

    title: Title
    body: Body = ""


class NoteChanges(BaseModel):
    """Some fields of a note; only those that were sent are changed."""

    title: Title = Field(default="", json_schema_extra=_without_default)
    body: Body = Field(default="", json_schema_extra=_without_default)


class NoteOut(BaseModel):
    """A note, as the client reads it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    body: str
    created_at: Timestamp
    updated_at: Timestamp


class NoteQuery(BaseModel):
    """Which notes to list."""

    q: Annotated[str, Field(max_length=200), Storable] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class NotePage(BaseModel):
    """A part of the list, and how long the whole is."""

    items: list[NoteOut]
    total: int
    limit: int
    offset: int


class Live(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """Everything that the application needs is there."""

    status: Literal["ok"] = "ok"
    checks: dict[str, Literal["ok"]]
