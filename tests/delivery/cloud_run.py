"""The form of Cloud Run's YAML, out of the description of its API that Google publishes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .libraries import library

# What a project describes.
KINDS = {"Service", "Job", "WorkerPool"}


@cache
def _schemas() -> dict[str, Any]:
    package = Path(str(library("googleapiclient").__file__)).parent
    document = package / "discovery_cache" / "documents" / "run.v1.json"
    described = json.loads(document.read_text(encoding="utf-8"))["schemas"]
    return {name: _closed(schema) for name, schema in described.items()}


def _closed(schema: Any) -> Any:
    """As JSON Schema, in which a field that is not described is an error."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    closed: dict[str, Any] = {}
    if isinstance(schema.get("type"), str) and schema["type"] != "any":
        closed["type"] = schema["type"]
    if "properties" in schema:
        closed["properties"] = {key: _closed(value) for key, value in schema["properties"].items()}
        closed["additionalProperties"] = False
    elif "additionalProperties" in schema:
        closed["additionalProperties"] = _closed(schema["additionalProperties"])
    if "items" in schema:
        closed["items"] = _closed(schema["items"])
    if "enum" in schema:
        closed["enum"] = schema["enum"]
    return closed


def problems(document: dict[str, Any]) -> list[str]:
    """What Cloud Run would not understand in it."""
    kind = document.get("kind")
    assert kind in KINDS, kind
    schema = {"$ref": f"#/$defs/{kind}", "$defs": _schemas()}
    validator = library("jsonschema").Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
