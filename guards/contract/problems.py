"""Problems: what a validator's error says of a value, in words that quote nothing.

What enters is an error of the library, which holds the value and often repeats it; what leaves is a path and a
fixed sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Error

from guards.texts import Path

# Problems reported per value; a reader needs the first few, and a topic must not drown in them.
PROBLEMS_MAX = 20


class Problem(NamedTuple):
    """One way in which a value breaks its schema."""

    path: Path
    """Of the value to show."""
    about: Path
    """Of what the sentence speaks of: the value, or the property that is missing or undeclared."""
    sentence: str
    detail: str = ""
    """Words of JSON Schema's own vocabulary (type names)."""
    required_at: Path | None = None
    """In the schema, where the missing property is named."""


def json_type(value: Any) -> str:
    """The JSON Schema type of a value."""
    for kind, name in (
        (bool, "boolean"),
        (str, "string"),
        (dict, "object"),
        (list, "array"),
        (int, "integer"),
        (float, "number"),
    ):
        if isinstance(value, kind):
            return name
    return "null"


_SENTENCES = {
    "additionalItems": "more items than declared",
    "anyOf": "fits none of the alternatives",
    "const": "not the declared value",
    "contains": "a demanded item is missing",
    "dependentRequired": "required property missing",
    "enum": "not one of the declared values",
    "exclusiveMaximum": "above the declared range",
    "exclusiveMinimum": "below the declared range",
    "falseSchema": "not allowed here",
    "format": "not in the declared format",
    "maximum": "above the declared range",
    "maxItems": "more items than declared",
    "maxLength": "longer than declared",
    "maxProperties": "more properties than declared",
    "minimum": "below the declared range",
    "minItems": "fewer items than declared",
    "minLength": "shorter than declared",
    "minProperties": "fewer properties than declared",
    "multipleOf": "not a multiple of the declared step",
    "not": "a shape that is ruled out",
    "oneOf": "does not fit exactly one of the alternatives",
    "pattern": "does not match the declared pattern",
    "propertyNames": "a property name is not allowed",
    "unevaluatedItems": "more items than declared",
    "uniqueItems": "items are not unique",
}


def problems_in(error: jsonschema_rs.ValidationError, value: Any) -> Iterator[Problem]:
    path: Path = tuple(error.instance_path)
    kind = error.kind
    if isinstance(kind, Error.Required):
        yield Problem(path, (*path, kind.property), "required property missing", "", tuple(error.schema_path))
    elif isinstance(kind, Error.AdditionalProperties | Error.UnevaluatedProperties):
        for name in kind.unexpected[:PROBLEMS_MAX]:
            yield Problem((*path, name), (*path, name), "undeclared property")
    elif isinstance(kind, Error.Type):
        found = json_type(_at(value, path))
        yield Problem(path, path, "wrong type", f"expected {' or '.join(sorted(kind.types))}, found {found}")
    else:
        yield Problem(path, path, _SENTENCES.get(kind.name, "does not fit its schema"))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
