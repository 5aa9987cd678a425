"""What judging by a schema can cost at most, before anybody does it.

What enters is a schema that came with an event; what leaves are two numbers. References that double per level or
lead back in a circle make a few hundred bytes of schema run for hours, and nothing can stop a validator half-way.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

# Subschemas after every reference is followed; chained references double it per level.
_EXPANDED_MAX = 100_000
_DEPTH_MAX = 200

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


class SchemaCost:
    """How many subschemas a schema has once its references are followed, and how many of those close a circle."""

    def __init__(self, schema: Any) -> None:
        self._root = schema
        self._known: dict[int, tuple[int, int]] = {}
        self._open: set[int] = set()
        self.circular = 0
        self.bearable = False
        if depth(schema) <= _DEPTH_MAX:
            try:
                expanded, self.circular = self._of(schema)
            except RecursionError:  # references that chain through thousands of definitions
                return
            self.bearable = expanded <= _EXPANDED_MAX

    def _of(self, node: Any) -> tuple[int, int]:
        """Subschemas and closed circles below a node, each counted as often as it is reached."""
        if not isinstance(node, dict | list):
            return 1, 0
        known = self._known.get(id(node))
        if known is not None:
            return known
        if id(node) in self._open:
            return 1, 1
        self._open.add(id(node))
        below = [self._of(child) for child in (node.values() if isinstance(node, dict) else node)]
        if isinstance(node, dict):
            below += [self._referred(node[name]) for name in _REFERENCES if isinstance(node.get(name), str)]
        self._open.discard(id(node))
        cost = 1 + sum(nodes for nodes, _ in below), sum(circles for _, circles in below)
        self._known[id(node)] = cost
        return cost

    def _referred(self, reference: str) -> tuple[int, int]:
        target = lookup(self._root, reference)
        # By anchor or id: where it leads is not followed, so a circle is assumed.
        return (1, 1) if target is None else self._of(target)


def lookup(root: Any, reference: str) -> Any:
    """What a reference inside the document (`#`, `#/$defs/x`) points at; None for any other."""
    if reference == "#":
        return root
    if not reference.startswith("#/"):
        return None
    target = root
    for step in reference[2:].split("/"):
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(target, dict) and name in target:
            target = target[name]
        elif isinstance(target, list) and name.isdecimal() and int(name) < len(target):
            target = target[int(name)]
        else:
            return None
    return target


def depth(value: Any) -> int:
    """Levels of nesting; 0 for a scalar."""
    deepest, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        deepest += 1
        level = [child for node in level for child in (node.values() if isinstance(node, dict) else node)]
    return deepest
