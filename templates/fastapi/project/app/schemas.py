"""What a request may hold and what an answer holds: the border of the application."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

# NUL, which some databases cannot store, and halves of characters, which no encoding can.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
HEX = "[0-9a-f]"
UUID_PATTERN = f"^{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}$"


def storable(text: str) -> str:
    """Refuse text that would fail later, in the database."""
    if UNSTORABLE.search(text):
        raise ValueError("must not contain NUL characters or lone surrogates")
    return text


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 does, always with microseconds."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


Text = Annotated[str, AfterValidator(storable)]
Title = Annotated[Text, Field(min_length=1, max_length=200, examples=["Groceries"])]
Body = Annotated[Text, Field(max_length=10_000, examples=["Milk, bread"])]
Moment = Annotated[
    datetime,
    PlainSerializer(rfc3339),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Request(BaseModel):
    """A body that a client sends: no type is guessed, and unknown fields are ignored."""

    model_config = ConfigDict(strict=True)


class Answer(BaseModel):
    """A body that the server sends, read from the attributes of an object."""

    model_config = ConfigDict(from_attributes=True)


class NoteIn(Request):
    """A whole note, as POST and PUT take it."""

    title: Title
    body: Body = ""


class NoteChanges(Request):
    """Some fields of a note, as PATCH takes them; a field that is left out stays as it is."""

    # A factory, as a plain default would be documented as the value that PATCH sets.
    title: Title = Field(default_factory=str)
    body: Body = Field(default_factory=str)


class NoteOut(Answer):
    """A note."""

    id: str
    title: str
    body: str
    created_at: Moment
    updated_at: Moment


class NotePage(Answer):
    """Some of the notes, and how many there are in all."""

    items: list[NoteOut]
    total: int
    limit: int
    offset: int
