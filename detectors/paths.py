"""The shape of a JSON output: a value enters, the set of its paths and types leaves; never a value.

`{"member": {"plan": "gold"}, "claims": [{"id": 1}]}` has `$:object`, `$.member:object`, `$.member.plan:string`,
`$.claims:array`, `$.claims[]:object` and `$.claims[].id:number`: arrays are folded, so their length does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

MAX_DEPTH = 16
"""Deeper values are left out: a declared output nests four or five levels."""

MAX_PATHS = 256
"""Of one output. An object with ten thousand keys is data, not a shape."""

MAX_TEXT = 1_000_000
"""Characters. Longer text is not parsed to look for a shape."""

# Member names that read well after a dot; others are quoted as RFC 9535 has it.
_PLAIN = re.compile(r"[^\W\d][\w-]*").fullmatch


def json_paths(text: str) -> frozenset[str] | None:
    """Paths of an output that is a JSON object or array; None where it is anything else."""
    start = text[:64].lstrip()[:1]
    if start not in ("{", "[") or len(text) > MAX_TEXT:
        return None
    try:
        value = from_json(text)
    except ValueError:
        return None
    return value_paths(value)


def value_paths(value: Any) -> frozenset[str]:
    """Paths and types of a JSON value, at most `MAX_PATHS`.

    Example:
        >>> sorted(value_paths({"plan": None, "ids": [1, "a"]}))
        ['$.ids:array', '$.ids[]:number', '$.ids[]:string', '$.plan:null', '$:object']
    """
    found: set[str] = set()
    for path in _walk(value, "$", 0):
        found.add(path)
        if len(found) >= MAX_PATHS:
            break
    return frozenset(found)


def _walk(value: Any, at: str, depth: int) -> Iterator[str]:
    yield f"{at}:{_type(value)}"
    if depth >= MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(item, f"{at}.{name}" if _PLAIN(name) else f"{at}[{name!r}]", depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, f"{at}[]", depth + 1)


def _type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case None:
            return "null"
        case dict():
            return "object"
        case _:
            return "array"
