"""Relaxed patterns as trees over sets of bytes.

What enters are trees; what leaves are shorter trees that match inside every match of theirs, and patterns in the syntax
that Hyperscan, RE2 and `re` share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guards.scanning.bytesets import listed, set_of_bytes

UNBOUNDED: Final = -1


@dataclass(frozen=True, slots=True)
class One:
    """One byte of a set; the set is a number with a bit for each of the 256."""

    mask: int


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of them."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """So many times, or more without a bound."""

    part: Node
    least: int
    most: int


Node = One | Row | Either | Times
NOTHING: Final = Row(())


def can_be_of(node: Node, members: int) -> bool:
    """False where no match can be made of these bytes alone."""
    match node:
        case One(mask):
            return bool(mask & members)
        case Row(parts):
            return all(can_be_of(part, members) for part in parts)
        case Either(branches):
            return any(can_be_of(branch, members) for branch in branches)
        case Times(part, least, _):
            return least == 0 or can_be_of(part, members)


def least_of(node: Node) -> int:
    """The length of the shortest match."""
    match node:
        case One():
            return 1
        case Row(parts):
            return sum(map(least_of, parts))
        case Either(branches):
            return min(map(least_of, branches))
        case Times(part, least, _):
            return least * least_of(part)


def trimmed(node: Node, end: int) -> Node:
    """The node with its first (end 0) or last (end -1) piece cut to what every match must contain."""
    match node:
        case Row(parts):
            return _trimmed_row(list(parts), end)
        case Either(branches):
            shorter = Either(tuple(trimmed(branch, end) for branch in branches))
            return shorter if least_of(shorter) else node
        case Times(part, least, _) if least == 1:
            return trimmed(part, end)
        case Times(part, least, _):
            return Times(part, least, least)
        case _:
            return node


def _trimmed_row(parts: list[Node], end: int) -> Node:
    while parts and least_of(parts[end]) == 0:
        parts.pop(end)
    if parts:
        parts[end] = trimmed(parts[end], end)
    return Row(tuple(parts))


def without_repeats(node: Node) -> Node:
    """A whole pattern without the branches of which every match holds a match of another branch."""
    if isinstance(node, Row) and len(node.parts) == 1:
        return without_repeats(node.parts[0])
    if not isinstance(node, Either):
        return node
    kept: list[tuple[list[int] | None, Node]] = []
    rows = [(_row_of_sets(branch), branch) for branch in node.branches]
    for row, branch in sorted(rows, key=lambda each: len(each[0] or ())):
        if row is None or not any(_holds(row, other) for other, _ in kept if other is not None):
            kept.append((row, branch))
    return Either(tuple(branch for _, branch in kept))


def _row_of_sets(node: Node) -> list[int] | None:
    """The sets of a node's matches, byte by byte; None where they have no one length."""
    match node:
        case One(mask):
            return [mask]
        case Row(parts):
            rows = [_row_of_sets(part) for part in parts]
            return None if None in rows else [mask for row in rows if row is not None for mask in row]
        case Times(part, least, most) if least == most:
            row = _row_of_sets(part)
            return None if row is None else row * least
        case Either((only,)):
            return _row_of_sets(only)
        case _:
            return None


def _holds(row: list[int], other: list[int]) -> bool:
    """True where some stretch of the row matches the other whatever it is."""
    return any(
        all(mask & ~wider == 0 for mask, wider in zip(row[place:], other, strict=False))
        for place in range(len(row) - len(other) + 1)
    )


def written(node: Node) -> bytes:
    """The pattern of a node."""
    match node:
        case One(mask):
            return set_of_bytes(listed(mask))
        case Row(parts):
            return b"".join(map(written, parts))
        case Either(branches):
            return b"(?:" + b"|".join(map(written, branches)) + b")"
        case Times(part, least, most):
            inner = written(part) if isinstance(part, One) else b"(?:" + written(part) + b")"
            if not inner or inner == b"(?:)":
                return b""
            return inner + _times(least, most)


def _times(least: int, most: int) -> bytes:
    if most == UNBOUNDED:
        return {0: b"*", 1: b"+"}.get(least, b"{%d,}" % least)
    if (least, most) == (0, 1):
        return b"?"
    return b"" if least == most == 1 else b"{%d}" % least if least == most else b"{%d,%d}" % (least, most)
