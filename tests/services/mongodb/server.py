"""SecantusDB with one correction: what an object means within `$addFields` and `$project`.

In MongoDB `{a: {b: 1}}` is `{"a.b": 1}` there: it adds to an embedded document, or takes a part of
it. SecantusDB 0.7 replaces the whole document, or returns the 1. Django's queries over two
collections need it.
https://www.mongodb.com/docs/manual/reference/operator/aggregation/project/#include-specific-fields-from-embedded-documents
"""

# It runs in the environment of SecantusDB, which has no types.
# mypy: ignore-errors

from __future__ import annotations

import sys
from collections.abc import Mapping

from secantus import aggregate
from secantus.cli import main


def flat(fields, above=""):
    """Each field with the whole of its path; expressions, objects too, stay as they are."""
    for name, value in fields.items():
        if isinstance(value, Mapping) and value and not any(key.startswith("$") for key in value):
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def flattening(stage):
    """A stage that gets its fields by their paths."""
    return lambda document, fields, variables: stage(document, dict(flat(fields)), variables)


aggregate._add_fields_one = flattening(aggregate._add_fields_one)
aggregate._project_one = flattening(aggregate._project_one)

if __name__ == "__main__":
    sys.exit(main())
