"""The redacted event built from the raw one: replaced values, renamed keys.

What enters are an event and what became of its strings; what leaves is an event of the same shape, in which no key
has overwritten another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from guards.redaction.cuts import RedactedText
from guards.texts import Path, Text
from schemas.interaction import Interaction

Place = tuple[Path, bool]
"""A path, and whether the text there is the key it ends with."""


def renamed_keys(done: Mapping[Place, RedactedText], texts: Iterable[Text]) -> dict[Path, str]:
    """The new names of redacted keys. Two keys of one object may be redacted alike, or as a third already reads;
    none may overwrite another."""
    parents = {path[:-1] for path, is_key in done if is_key}
    if not parents:
        return {}
    taken = {
        (text.path[:-1], text.value)
        for text in texts
        if text.kind == "key" and text.path[:-1] in parents and (text.path, True) not in done
    }
    counts: Counter[tuple[Path, str]] = Counter()
    renamed: dict[Path, str] = {}
    for (path, is_key), text in done.items():
        if is_key:
            parent, name = path[:-1], text.value
            while (parent, name) in taken:
                counts[parent, text.value] += 1
                name = f"{text.value}#{counts[parent, text.value] + 1}"
            taken.add((parent, name))
            renamed[path] = name
    return renamed


def rebuilt(event: Interaction, done: Mapping[Place, RedactedText], renamed: Mapping[Path, str]) -> Interaction:
    document: Any = event.model_dump(exclude_unset=True)
    for (path, is_key), text in done.items():
        if not is_key:
            _holder(document, path)[path[-1]] = text.value
    for parent in sorted({path[:-1] for path in renamed}, key=len, reverse=True):
        holder = _holder(document, (*parent, ""))
        items = [(renamed.get((*parent, key), key), value) for key, value in holder.items()]
        holder.clear()
        holder.update(items)
    return Interaction.model_validate(document)


def _holder(document: Any, path: Path) -> Any:
    """The innermost container of a path; tuples on the way become lists, so that they can be written to."""
    for step in path[:-1]:
        child = document[step]
        if isinstance(child, tuple):
            document[step] = child = list(child)
        document = child
    return document


def value_at(event: Interaction, pointer: str) -> Any:
    value: Any = event
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, tuple | list):
            value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            value = getattr(value, name, None) if name in getattr(type(value), "model_fields", {}) else None
    return value
