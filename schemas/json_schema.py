"""The JSON Schema of the input, for producers: what the lenient reader of `schemas.interaction` takes.

Enters the model, leaves one JSON Schema (draft 2020-12). It refuses nothing that Tidegate reads, so a producer
may hold its events against it; what is recommended stands in the descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.base import InputRecord
from schemas.interaction import ContextItem, Evaluation, Interaction, Message, Part, Tool, ToolCall, Usage

SCHEMA_ID = "https://tidegate.dev/schemas/v1/Interaction.schema.json"

_RECORDS: Sequence[type[InputRecord]] = (ContextItem, Evaluation, Interaction, Message, Part, Tool, ToolCall, Usage)

# Shapes that a record's own validators take beside the declared one (see `schemas.interaction`).
_ALSO: Mapping[tuple[str, str], Sequence[str]] = {
    ("Interaction", "messages"): ("string", "object"),
    ("Interaction", "output"): ("string", "object"),
    ("Interaction", "context"): ("string", "object"),
    ("Interaction", "finish_reasons"): ("string",),
    ("Message", "content"): ("array", "object"),
    ("Message", "parts"): ("string",),
    ("ContextItem", "text"): ("array", "object"),
}
_TEXT_WILL_DO = ("Message", "Part", "ContextItem")
"""Records that may be given as plain text where several are listed."""

# What pydantic converts: https://docs.pydantic.dev/latest/concepts/conversion_table/
_CONVERTED: Mapping[str, Sequence[str]] = {
    "string": ("string", "number"),
    "date-time": ("string", "number"),
    "integer": ("integer", "string", "boolean"),
    "number": ("number", "string", "boolean"),
    "boolean": ("boolean", "string", "number"),
}


def interaction_schema() -> dict[str, Any]:
    """The schema of an `Interaction` as a producer may send it."""
    generated = Interaction.model_json_schema()
    definitions = generated.pop("$defs")
    records = {record.__name__: record for record in _RECORDS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **_record(Interaction, generated),
        "$defs": {name: _record(records[name], definitions[name]) for name in definitions if name in records},
    }


def _record(record: type[InputRecord], generated: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: _field(field, _ALSO.get((record.__name__, name), ())) for name, field in generated["properties"].items()
    }
    properties["attributes"] = {"description": properties["attributes"]["description"]}
    for alias, name in record._aliases.items():
        properties[alias] = {"description": f"Read as `{name}` where that is absent."}
    return {
        "title": record.__name__,
        "description": " ".join(generated["description"].split()),
        "type": "object",
        "properties": properties,
        "additionalProperties": True,
    }


def _field(field: Mapping[str, Any], also: Sequence[str]) -> dict[str, Any]:
    """Null is as good as absent for every field."""
    description = {"description": " ".join(field["description"].split())} if "description" in field else {}
    options = [*_options(field), {"type": [*also, "null"]}]
    if {} in options:
        return description
    types = [name for option in options if option.keys() == {"type"} for name in option["type"]]
    shapes = [option for option in options if option.keys() != {"type"}]
    accepted = {"type": list(dict.fromkeys(types)) if len(types) > 1 else types[0]}
    return {**description, **({"anyOf": [*shapes, accepted]} if shapes else accepted)}


def _options(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one value may be, conversions included; `{}` is anything."""
    if "anyOf" in schema:
        return [option for one in schema["anyOf"] if one != {"type": "null"} for option in _options(one)]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return [{}] if name == "JsonValue" else [{"$ref": schema["$ref"]}]
    if "enum" in schema:
        return [{"enum": schema["enum"]}]
    kind = schema["type"]
    if kind == "array":
        return [{"type": "array", "items": _items(schema["items"])}]
    if kind == "object":
        return [{"type": "object", "additionalProperties": _items(schema["additionalProperties"])}]
    return [{"type": list(_CONVERTED[schema.get("format", kind)])}]


def _items(schema: Mapping[str, Any]) -> dict[str, Any]:
    options = _options(schema)
    if schema.get("$ref", "").rpartition("/")[2] in _TEXT_WILL_DO:
        options.append({"type": "string"})
    return options[0] if len(options) == 1 else {"anyOf": options}
