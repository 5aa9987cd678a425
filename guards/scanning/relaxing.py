"""A pattern of Presidio's, relaxed by proof: wherever the pattern matches, the relaxed one matches inside.

What enters is a pattern in the dialect of the `regex` module; what leaves is a pattern over folded bytes
(`guards.scanning.folding`) that any linear-time engine takes, and the set of bytes that a match can be made of.
What cannot be proven raises `Unproven`, and such a pattern is always run. Nothing here decides what is personal data.

The proof, step by step. Each step keeps or widens what can match, or cuts a match down to a part of it:

1. The pattern must read the same in `re` and in `regex`: it is parsed by `re`'s own parser, which refuses what only
   `regex` knows; what `re` would read as plain text (`{e<=1}`, `[[:alpha:]]`) is refused here.
2. Anchors, word boundaries and look-arounds are dropped. A back-reference repeats what its group matched, so it
   becomes the group again. Conditionals and unusual flags are refused.
3. A set of characters becomes the set of all folded bytes that one of its members, or a case twin of one, becomes.
4. Lazy, possessive and atomic repeats become plain ones; a repeat of more than 16 times has no upper bound.
5. A match's first and last piece is cut to its shortest form: what contains `x{6,14}` contains `x{6}`. A branch that
   holds another one is dropped: what contains `[a-z]\\d{5}` contains `[a-z]\\d`.

**Runs.** A match lies within one unbroken run of the bytes it can be made of. So a pattern may be given such a run
with one character on either side, and finds there exactly what it would find in the whole text: `\\b` and one-character
look-arounds see their neighbour, a longer look-around's characters count among the run's own, and with `MULTILINE`
`^` and `$` need no more than a neighbour. Where `^`, `$`, `\\A` or `\\Z` mean the text itself, the run is all of it.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from guards.scanning import nodes
from guards.scanning.bytesets import ALL, Unproven, listed, members
from guards.scanning.nodes import NOTHING, UNBOUNDED, Either, Node, One, Row, Times

_parser: Any = importlib.import_module("re._parser")  # part of Python since 3.11; its public name is deprecated
_FLAGS: Final = regex.IGNORECASE | regex.MULTILINE | regex.DOTALL | regex.UNICODE
# A repeat beyond this many times is taken as unbounded: the automaton stays small, and the superset only grows.
_COUNTED: Final = 16
_POSIX: Final = re.compile(r"\[:\^?\w+:\]")
_QUANTIFIER: Final = re.compile(r"\{(?:\d+(?:,\d*)?|,\d+)\}")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A relaxed pattern, in the syntax that Hyperscan, RE2 and `re` share."""

    pattern: bytes
    alphabet: bytes
    """The bytes that a match of the original can be made of, in order."""


@lru_cache(maxsize=4096)
def relax(pattern: str, flags: int) -> Relaxed:
    """The relaxed form of a pattern compiled with these flags of `regex`. Raises Unproven.

    Example:
        >>> relax(r"\\b[0-9]{6,14}\\b", 0).pattern
        b'(?:[0-9]){6}'
    """
    tree = _parsed(pattern, flags)
    reading = _Reading(tree.state.flags & regex.IGNORECASE, bool(tree.state.flags & regex.MULTILINE))
    node = reading.row(tree)
    if nodes.least_of(node) == 0:
        raise Unproven("it can match nothing at all")
    inside = nodes.without_repeats(nodes.trimmed(nodes.trimmed(node, 0), -1))
    if nodes.least_of(inside) == 0:
        raise Unproven("nothing is left of it")
    return Relaxed(nodes.written(inside), listed(reading.alphabet))


def can_be_of(allowed: int, pattern: str, flags: int) -> bool:
    """False where no match of a pattern of `re` can lie in a text of these bytes alone. Raises Unproven."""
    tree = _parser.parse(pattern, flags)
    reading = _ReadingWithin(tree.state.flags & regex.IGNORECASE, bool(tree.state.flags & regex.MULTILINE))
    return nodes.can_be_of(reading.row(tree), allowed)


def _parsed(pattern: str, flags: int) -> Any:
    if flags & ~_FLAGS:
        raise Unproven("it has an unusual flag")
    if _POSIX.search(pattern) or "\\N" in pattern or _has_bare_brace(pattern):
        raise Unproven("re and regex read it differently")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(pattern, flags)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise Unproven("re does not read it") from error
    if tree.state.flags & ~_FLAGS:
        raise Unproven("it sets an unusual flag")
    return tree


def _has_bare_brace(pattern: str) -> bool:
    """True where a brace outside a set is no plain quantifier: to `regex` it may be a fuzzy match."""
    place, in_set = 0, False
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif in_set:
            in_set = letter != "]" or pattern[place - 1] == "[" or pattern[place - 2 : place] == "[^"
        elif letter == "[":
            in_set = True
        elif letter == "{":
            found = _QUANTIFIER.match(pattern, place)
            if found is None:
                return True
            place = found.end() - 1
        place += 1
    return False


class _Reading:
    """One reading of a parsed pattern: what it becomes, and what a match can be made of."""

    def __init__(self, ignore_case: int, multiline: bool) -> None:
        self._ignore_case = bool(ignore_case)
        self._multiline = multiline
        self._groups: dict[int, Node] = {}
        self.alphabet = 0

    def row(self, tree: Iterable[Any]) -> Node:
        """A sequence of parsed items."""
        return Row(tuple(self._item(str(op), argument) for op, argument in tree))

    def _item(self, op: str, argument: Any) -> Node:
        match op:
            case "LITERAL":
                return self._one(members([("LITERAL", argument)], self._ignore_case))
            case "NOT_LITERAL":
                return self._one(members([("NEGATE", None), ("LITERAL", argument)], self._ignore_case))
            case "IN":
                return self._one(members([(str(kind), value) for kind, value in argument], self._ignore_case))
            case "ANY":
                return self._one(ALL)
            case "BRANCH":
                return Either(tuple(self.row(branch) for branch in argument[1]))
            case "SUBPATTERN":
                return self._group(*argument)
            case "ATOMIC_GROUP":
                return self.row(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(*argument)
            case "ASSERT" | "ASSERT_NOT":
                return self._look_around(argument[1])
            case "AT":
                return self._anchor(str(argument))
            case "GROUPREF":
                return self._again(argument)
            case _:
                raise Unproven(f"{op} has no superset here")

    def _one(self, mask: int) -> Node:
        self.alphabet |= mask
        return One(mask)

    def _group(self, number: int | None, add: int, remove: int, tree: Any) -> Node:
        if (add | remove) & ~int(regex.IGNORECASE):
            raise Unproven("a group sets a flag")
        before = self._ignore_case
        self._ignore_case = (before or bool(add & regex.IGNORECASE)) and not remove & regex.IGNORECASE
        node = self.row(tree)
        self._ignore_case = before
        if number is not None:
            self._groups[number] = node
        return node

    def _again(self, number: int) -> Node:
        if number not in self._groups:
            raise Unproven("it refers to a group that it has not read yet")
        return self._groups[number]

    def _repeat(self, least: Any, most: Any, tree: Any) -> Node:
        node = self.row(tree)
        low, high = min(int(least), _COUNTED), int(most)
        return Times(node, low, high if high <= _COUNTED else UNBOUNDED)

    def _look_around(self, tree: Any) -> Node:
        """Nothing; but what a longer look-around can read through counts as the run's own."""
        before = self.alphabet
        self.row(tree)
        if tree.getwidth()[1] <= 1:
            self.alphabet = before
        return NOTHING

    def _anchor(self, name: str) -> Node:
        if name in ("AT_BOUNDARY", "AT_NON_BOUNDARY"):
            return NOTHING
        if name not in ("AT_BEGINNING", "AT_END") or not self._multiline:
            self.alphabet = ALL
        return NOTHING


class _ReadingWithin(_Reading):
    """A reading in which what is looked at must be there as well."""

    def _item(self, op: str, argument: Any) -> Node:
        return self.row(argument[1]) if op == "ASSERT" else super()._item(op, argument)
