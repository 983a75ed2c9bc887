"""What every document has in common."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

from pydantic import BaseModel, Field


def now() -> datetime:
    """Return this moment, in UTC and as exactly as MongoDB keeps it: in milliseconds.

    https://www.mongodb.com/docs/manual/reference/bson-types/#date
    """
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """Make an identifier that nobody can guess from another one."""
    return str(uuid4())


class Document(BaseModel):
    """A document of a collection; what MongoDB calls `_id` is `id` here."""

    id: str = Field(default_factory=new_id)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what MongoDB gave."""
        return cls.model_validate({**stored, "id": stored["_id"]})

    def dump(self) -> dict[str, Any]:
        """Write what MongoDB takes."""
        values = self.model_dump()
        return {"_id": values.pop("id"), **values}
