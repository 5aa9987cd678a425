"""Is a stranger's Avro schema safe to read with?

Enters a parsed schema, leaves whether it is recursive, or `TooComplex`. An Avro datum may say a great deal in no
bytes at all: an array of four milliard nulls takes five, a record within itself takes none and never ends, and
types nested by the thousand end the C stack of a compiled reader. Read what is refused here and the process
hangs or dies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from schemas.errors import TooComplex

# Types within types, named ones resolved. A compiled reader recurses on the C stack, of which a thread may have as
# little as 128 KB; an event of ours nests ten types deep.
_DEPTH_MAX = 128

# Values that a record may make out of nothing (fields of type null) beyond two for each of its bytes.
_FREE_VALUES_MAX = 64

# Bytes of the shortest datum of each primitive type (Avro specification, "Binary Encoding").
_SIZES = {"null": 0, "boolean": 1, "int": 1, "long": 1, "float": 4, "double": 8, "bytes": 1, "string": 1, "enum": 1}


class _Least(NamedTuple):
    """What one value of a type takes at least, and how deeply its types are nested."""

    values: int
    size: int
    depth: int


def is_recursive(schema: Any, named: Mapping[str, Any]) -> bool:
    """Whether a schema (as fastavro parses it, with its named types) holds itself. Raises TooComplex if unsafe."""
    survey = _Survey(named)
    try:
        survey.measure(schema)
    except RecursionError:
        raise TooComplex from None
    return survey.recursive


class _Survey:
    def __init__(self, named: Mapping[str, Any]) -> None:
        self.recursive = False
        self._named = named
        self._known: dict[str, _Least] = {}
        self._open: set[str] = set()
        self._inline: set[str] = set()
        """Records that are open with no choice in between: one of them within itself never ends."""

    def measure(self, schema: Any) -> _Least:
        if isinstance(schema, list):
            return self._choice(self._apart(schema))
        if isinstance(schema, str):
            return _Least(1, _SIZES[schema], 1) if schema in _SIZES else self.measure(self._named[schema])
        kind = schema["type"]
        if kind in ("record", "error"):
            return self._record(schema)
        if kind == "array":
            items = self._apart([schema["items"]])
            if not items[0].size:
                raise TooComplex
            return self._choice(items)
        if kind == "map":
            return self._choice(self._apart([schema["values"]]))
        if kind == "fixed":
            return _Least(1, max(0, schema["size"]), 1)
        return self.measure(kind)

    def _apart(self, schemas: Sequence[Any]) -> list[_Least]:
        """Each by itself: a datum need not hold them, so a record in here may be one that is open already."""
        inline, self._inline = self._inline, set()
        found = [self.measure(schema) for schema in schemas]
        self._inline = inline
        return found

    def _choice(self, within: Sequence[_Least]) -> _Least:
        return _checked(_Least(1, 1, 1 + max((least.depth for least in within), default=0)))

    def _record(self, schema: Mapping[str, Any]) -> _Least:
        name = schema["name"]
        if name in self._known:
            return self._known[name]
        if name in self._inline:
            raise TooComplex
        if name in self._open:
            self.recursive = True
            return _Least(1, 1, 1)
        self._open.add(name)
        self._inline.add(name)
        fields = [self.measure(field["type"]) for field in schema["fields"]]
        self._inline.discard(name)
        self._open.discard(name)
        values, size = 1 + sum(field.values for field in fields), sum(field.size for field in fields)
        least = _checked(_Least(values, size, 1 + max((field.depth for field in fields), default=0)))
        self._known[name] = least
        return least


def _checked(least: _Least) -> _Least:
    if least.depth > _DEPTH_MAX or least.values > _FREE_VALUES_MAX + 2 * least.size:
        raise TooComplex
    return least
