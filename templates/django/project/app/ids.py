"""Ids are UUIDs, and each has one spelling: lower case, with hyphens."""

import re

from django.urls.converters import UUIDConverter

_spelling = re.compile(UUIDConverter.regex)


def is_id(text: str) -> bool:
    """Whether this may be the id of something."""
    return _spelling.fullmatch(text) is not None
