"""May a schema change this way without breaking whoever reads or writes the record?

Enter two Avro schemas and the level that the topic promises, leave the reasons why not. Apache's own checker
decides what the specification says (schema resolution); four rules of ours see what it cannot. It is needed at
development time only and comes with the `dev` group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

Level = Literal["BACKWARD_TRANSITIVE", "FULL_TRANSITIVE"]
"""As schema registries name them; "transitive" is the caller's part: comparing with every earlier version.

https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html
"""

Schema = Mapping[str, Any] | list[Any] | str


def broken(new: Mapping[str, Any], old: Mapping[str, Any], level: Level) -> list[str]:
    """Why `new` may not follow `old`, a sentence each; nothing where it may."""
    reasons = [f"a reader of the new version cannot read the old: {what}" for what in _unreadable(new, old)]
    if level == "FULL_TRANSITIVE":
        reasons += [f"a reader of the old version cannot read the new: {what}" for what in _unreadable(old, new)]
    return reasons + list(_unseen(new, old))


def _unreadable(reader: Mapping[str, Any], writer: Mapping[str, Any]) -> Sequence[str]:
    from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
    from avro.schema import parse

    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    result = checker.get_compatibility(parse(json.dumps(_plain(reader))), parse(json.dumps(_plain(writer))))
    if result.compatibility is SchemaCompatibilityType.compatible:
        return ()
    return [f"{', '.join(sorted(result.messages))} at {', '.join(sorted(result.locations))}"]


def _plain(schema: Any) -> Any:
    """Without logical types: the checker does not compare them, and its parser warns of every one of ours."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if isinstance(schema, Mapping):
        return {name: _plain(value) for name, value in schema.items() if name != "logicalType"}
    return schema


def _unseen(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[str]:
    """What schema resolution lets pass and readers would still fall over, or misread."""
    was, now = dict(_places(old)), dict(_places(new))
    for place, before in was.items():
        after = now.get(place)
        if after is None:
            continue
        if before.get("logicalType") != after.get("logicalType"):
            # Resolution looks at the underlying type alone: microseconds would be read as milliseconds.
            yield f"{place}: logical type {before.get('logicalType')} became {after.get('logicalType')}"
        if before.get("name") != after.get("name"):
            # The checker compares the last part of a name; generated classes are found by all of it.
            yield f"{place}: record {before.get('name')} became {after.get('name')}"
        if gone := sorted(set(before.get("tidegate-values", ())) - set(after.get("tidegate-values", ()))):
            # A `Literal` is a string on the wire, and old records hold the old words.
            yield f"{place}: no longer takes {', '.join(gone)}"
    for place, field in now.items():
        if place not in was and field.get("required"):
            yield f"{place}: a new field needs a default"


def _places(schema: Schema) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every type in a schema by its path, named types resolved; a nullable type counts as the type it wraps."""
    yield from _walk(schema, "", {}, ())


def _walk(
    schema: Schema, path: str, named: dict[str, Mapping[str, Any]], inside: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, list):
        for branch in schema:
            if branch != "null":
                yield from _walk(branch, path, named, inside)
        return
    if isinstance(schema, str):
        if schema not in named:
            yield path, {"type": schema}
            return
        schema = named[schema]
    name = schema.get("name", "")
    if name in inside:
        return
    if name:
        named[name] = schema
    yield path, schema
    for field in schema.get("fields", ()):
        at = f"{path}/{field['name']}"
        if "default" not in field:
            yield f"{at}!", {"required": True}
        yield from _walk(field["type"], at, named, (*inside, name))
    for nested in ("items", "values"):
        if nested in schema:
            yield from _walk(schema[nested], f"{path}/[]", named, inside)
