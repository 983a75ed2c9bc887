"""What MongoDB keeps otherwise than Django."""

from datetime import datetime
from typing import Any

from django.db import models


class Moment(models.DateTimeField):  # type: ignore[type-arg] # has none when it runs
    """A time to the millisecond: what was stored equals what will be read.

    https://www.mongodb.com/docs/manual/reference/bson-types/#date
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Cut off what would get lost."""
        time: datetime | None = super().pre_save(model_instance, add)
        if time is not None:
            time = time.replace(microsecond=time.microsecond // 1000 * 1000)
            setattr(model_instance, self.attname, time)
        return time
