"""Compiled JSON Schemas, and what they say of a value without ever quoting it.

What enters is a schema (the operator's contract, or one that came with the event) and a value; what leaves are
problems with their paths. No reference is ever fetched, patterns run in linear time, and a schema that came with an
event is refused where judging by it could take long: one event must not stand in the way of a partition.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import jsonschema_rs
from pydantic_core import from_json, to_json

from guards.contract.cost import SchemaCost, depth, lookup
from guards.contract.problems import PROBLEMS_MAX, Problem, problems_in
from guards.texts import Path
from schemas.contracts import Contract

# Compiled schemas kept: contracts are few, tools come with every event.
_CONTRACTS_MAX = 256
_EVENT_SCHEMAS_MAX = 512

# The library copies the offending value into every error. Size of schema times size of value bounds how much that
# can be (2e8 took about a second); above, only the first problem is asked for.
_ALL_PROBLEMS_MAX = 1e8

# Of schemas that came with an event: the worst found at this product (an enum of objects against an array of
# objects) took 1.5 s. Real tools are at 1e6.
_EVENT_PRODUCT_MAX = 1e9

# Ways through a schema that refers to itself: references that close a circle, to the power of the value's depth.
_RECURSION_MAX = 1e7

# Bytes of a compiled pattern: `(a{1,1000}){1,1000}` would take gigabytes.
_PATTERN_BYTES = 1 << 20


@dataclass(frozen=True)
class Compiled:
    """A schema ready for use."""

    validator: jsonschema_rs.Validator
    types: frozenset[str]
    """JSON types that its root is about; empty where nothing says so."""
    names: frozenset[str]
    """Property names that may be shown: the operator's own, never those of a schema that came with the event."""
    size: int
    references: int = 0
    """How many references close a circle; 0 where none does."""
    trusted: bool = True

    def judges(self, value: Any, size: int) -> bool:
        """Whether judging is certain to end soon. Contracts are trusted; schemas of an event have to show it."""
        if self.trusted:
            return True
        if self.size * size > _EVENT_PRODUCT_MAX:
            return False
        return self.references <= 1 or self.references ** min(depth(value), 64) <= _RECURSION_MAX

    def accepts(self, value: Any) -> bool:
        """True where the value fits."""
        try:
            return self.validator.is_valid(value)
        except ValueError:  # a value that is no JSON (half a surrogate pair)
            return False

    def problems(self, value: Any, size: int) -> Sequence[Problem]:
        """What is wrong, at most `PROBLEMS_MAX`. Order and number are those of the schema."""
        if self.accepts(value):
            return ()
        try:
            if self.size * size <= _ALL_PROBLEMS_MAX:
                errors = list(self.validator.iter_errors(value))[:PROBLEMS_MAX]
            else:
                errors = self._first(value)
        except ValueError:
            errors = []
        return [problem for error in errors for problem in problems_in(error, value)][:PROBLEMS_MAX] or [_UNREADABLE]

    def _first(self, value: Any) -> list[jsonschema_rs.ValidationError]:
        try:
            self.validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            return [error]
        return []

    def shown(self, path: Path) -> str:
        """A path as JSON pointer, with `*` for every name that the operator did not declare."""
        steps = (str(step) if isinstance(step, int) or step in self.names else "*" for step in path)
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps) or "the top"


_UNREADABLE = Problem((), (), "does not fit its schema")


def _refuse(_uri: str, /) -> Any:
    """Never fetch a reference: a schema may come from anybody, and a guard does no I/O."""
    raise LookupError


Key = TypeVar("Key")
Value = TypeVar("Value")


class _Remembered(Generic[Key, Value]):
    """The latest entries, bounded. A lock, because a guard that was too slow may still run beside its successor."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """The entry, which is then the latest."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keeps the entry and lets the oldest go where there are too many."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._limit:
                self._entries.popitem(last=False)
        return value


class Validators:
    """Compiles schemas and remembers them, bounded."""

    def __init__(self) -> None:
        self._contracts: _Remembered[str, tuple[Mapping[str, Any], Compiled | None]] = _Remembered(_CONTRACTS_MAX)
        self._events: _Remembered[bytes, tuple[Compiled | None]] = _Remembered(_EVENT_SCHEMAS_MAX)

    def for_contract(self, contract: Contract) -> Compiled | None:
        """The compiled contract; None where it cannot be used. A reloaded contract of equal name is a new one."""
        known = self._contracts.get(contract.ref)
        if known is None or known[0] is not contract.json_schema:
            schema = contract.json_schema
            known = self._contracts.put(contract.ref, (schema, _compile(schema, trusted=True)))
        return known[1]

    def for_event_schema(self, schema: Any) -> Compiled | None:
        """A schema that came with an event, as value or as text; None where it cannot be used."""
        try:
            said = schema.encode() if isinstance(schema, str) else to_json(schema)
        except ValueError:
            return None
        key = hashlib.blake2b(said, digest_size=16).digest()
        known = self._events.get(key) or self._events.put(key, (_compile_said(schema, said),))
        return known[0]


def _compile_said(schema: Any, said: bytes) -> Compiled | None:
    if isinstance(schema, str):
        try:
            schema = from_json(said, allow_inf_nan=False)
        except ValueError:
            return None
    if not isinstance(schema, dict | bool):
        return None
    cost = SchemaCost(schema)
    if not cost.bearable:
        return None
    return _compile(schema, trusted=False, size=len(said), references=cost.circular)


def _compile(schema: Any, *, trusted: bool, size: int = 0, references: int = 0) -> Compiled | None:
    try:
        validator = jsonschema_rs.validator_for(
            schema,
            retriever=_refuse,
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(size_limit=_PATTERN_BYTES),
        )
    except (ValueError, jsonschema_rs.ReferencingError):
        return None
    return Compiled(
        validator,
        _root_types(schema),
        frozenset(_declared_names(schema)) if trusted else frozenset(),
        size or len(to_json(schema)),
        references,
        trusted,
    )


_OBJECT_WORDS = frozenset({"properties", "required", "additionalProperties", "patternProperties", "propertyNames"})
_ARRAY_WORDS = frozenset({"items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"})


def _root_types(schema: Any) -> frozenset[str]:
    """The types that a schema is about. One that says `properties` and no `type` lets any prose pass by the letter,
    but nobody who wrote it meant that."""
    root = schema
    for _ in range(8):  # a generator's way to write recursive models: the root is a reference into $defs
        if not isinstance(root, dict) or not isinstance(root.get("$ref"), str):
            break
        root = lookup(schema, root["$ref"])
    if not isinstance(root, dict):
        return frozenset()
    types = root.get("type", [])
    if types:
        return frozenset([types] if isinstance(types, str) else types)
    implied = {"object"} if _OBJECT_WORDS & root.keys() else set()
    return frozenset(implied | {"array"} if _ARRAY_WORDS & root.keys() else implied)


def _declared_names(schema: Any) -> Iterator[str]:
    """Every property name that a schema speaks of, wherever in it."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        if not isinstance(node, dict):
            continue
        waiting.extend(node.values())
        dependent = node.get("dependentRequired")
        named = [node.get("properties"), dependent, node.get("required")]
        named += dependent.values() if isinstance(dependent, dict) else ()
        for names in named:
            yield from (name for name in names or () if isinstance(name, str)) if isinstance(names, dict | list) else ()


def describe(compiled: Compiled, problem: Problem) -> str:
    """One sentence: what is wrong, and where, without a value or a name that the operator did not declare."""
    said = f"{problem.sentence} at {compiled.shown(problem.about)}"
    return f"{said}: {problem.detail}" if problem.detail else said
