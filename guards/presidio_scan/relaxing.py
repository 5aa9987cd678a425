"""A pattern of Presidio's, relaxed by proof: wherever the pattern matches, the relaxed one matches inside.

What enters is a pattern in the dialect of the `regex` module; what leaves is a pattern over folded bytes
(`guards.presidio_scan.folding`) that any linear-time engine takes, and the set of bytes that a match can be made of.
What cannot be proven raises `Unproven`, and such a pattern is always run. Nothing here decides what is personal data.

The proof, step by step. Each step keeps or widens what can match, or cuts a match down to a part of it:

1. The pattern must read the same in `re` and in `regex`: it is parsed by `re`'s own parser, which refuses what only
   `regex` knows; what `re` would read as plain text (`{e<=1}`, `[[:alpha:]]`) is refused here.
2. Anchors, word boundaries and look-arounds are dropped. A back-reference repeats what its group matched, so it
   becomes the group again. Conditionals and unusual flags are refused.
3. A set of characters becomes the set of all folded bytes that one of its members, or a case twin of one, becomes.
4. Lazy, possessive and atomic repeats become plain ones; a repeat of more than 16 times has no upper bound.
5. A match's first and last piece is cut to its shortest form: what contains `x{6,14}` contains `x{6}`.

**Runs.** A match lies within one unbroken run of the bytes it can be made of. So a pattern may be given such a run
with one character on either side, and finds there exactly what it would find in the whole text: `\\b` and one-character
look-arounds see their neighbour, a longer look-around's characters count among the run's own, and with `MULTILINE`
`^` and `$` need no more than a neighbour. Where `^`, `$`, `\\A` or `\\Z` mean the text itself, the run is all of it.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

import regex

from guards.presidio_scan.folding import DIGIT, LETTER, OTHER, SPACE, TWINS, bytes_of

_parser: Any = importlib.import_module("re._parser")  # part of Python since 3.11; its public name is deprecated
_FLAGS: Final = regex.IGNORECASE | regex.MULTILINE | regex.DOTALL | regex.UNICODE
# A repeat beyond this many times is taken as unbounded: the automaton stays small, and the superset only grows.
_COUNTED: Final = 16
_ASCII: Final = 0x80
_ALL: Final = (1 << 256) - 1
_UNBOUNDED: Final = -1
_POSIX: Final = re.compile(r"\[:\^?\w+:\]")
_QUANTIFIER: Final = re.compile(r"\{(?:\d+(?:,\d*)?|,\d+)\}")


class Unproven(ValueError):
    """The pattern cannot be relaxed by proof. It names the reason, never a text."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A relaxed pattern, in the syntax that Hyperscan, RE2 and `re` share."""

    pattern: bytes
    alphabet: bytes
    """The bytes that a match of the original can be made of, in order."""


@dataclass(frozen=True, slots=True)
class _One:
    """One byte of a set; the set is a number with a bit for each of the 256."""

    mask: int


@dataclass(frozen=True, slots=True)
class _Row:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    branches: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Times:
    part: _Node
    least: int
    most: int


_Node = _One | _Row | _Either | _Times
_NOTHING: Final = _Row(())


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
    if _least(node) == 0:
        raise Unproven("it can match nothing at all")
    trimmed = _trimmed(_trimmed(node, 0), -1)
    if _least(trimmed) == 0:
        raise Unproven("nothing is left of it")
    return Relaxed(_written(trimmed), bytes(each for each in range(256) if reading.alphabet >> each & 1))


LETTERS: Final = reduce(or_, (1 << byte for byte in range(_ASCII) if chr(byte).isalpha()))
"""The ASCII letters, as a set of bytes."""


def can_be_of(members: int, pattern: str, flags: int) -> bool:
    """False where no match of a pattern of `re` can lie in a text of these bytes alone. Raises Unproven."""
    tree = _parser.parse(pattern, flags)
    reading = _ReadingWithin(tree.state.flags & regex.IGNORECASE, bool(tree.state.flags & regex.MULTILINE))
    return _can_be_of(reading.row(tree), members)


def _can_be_of(node: _Node, members: int) -> bool:
    match node:
        case _One(mask):
            return bool(mask & members)
        case _Row(parts):
            return all(_can_be_of(part, members) for part in parts)
        case _Either(branches):
            return any(_can_be_of(branch, members) for branch in branches)
        case _Times(part, least, _):
            return least == 0 or _can_be_of(part, members)


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
        self._groups: dict[int, _Node] = {}
        self.alphabet = 0

    def row(self, tree: Iterable[Any]) -> _Node:
        """A sequence of parsed items."""
        return _Row(tuple(self._item(str(op), argument) for op, argument in tree))

    def _item(self, op: str, argument: Any) -> _Node:
        match op:
            case "LITERAL":
                return self._one(_members([("LITERAL", argument)], self._ignore_case))
            case "NOT_LITERAL":
                return self._one(_members([("NEGATE", None), ("LITERAL", argument)], self._ignore_case))
            case "IN":
                return self._one(_members([(str(kind), value) for kind, value in argument], self._ignore_case))
            case "ANY":
                return self._one(_ALL)
            case "BRANCH":
                return _Either(tuple(self.row(branch) for branch in argument[1]))
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

    def _one(self, mask: int) -> _Node:
        self.alphabet |= mask
        return _One(mask)

    def _group(self, number: int | None, add: int, remove: int, tree: Any) -> _Node:
        if (add | remove) & ~int(regex.IGNORECASE):
            raise Unproven("a group sets a flag")
        before = self._ignore_case
        self._ignore_case = (before or bool(add & regex.IGNORECASE)) and not remove & regex.IGNORECASE
        node = self.row(tree)
        self._ignore_case = before
        if number is not None:
            self._groups[number] = node
        return node

    def _again(self, number: int) -> _Node:
        if number not in self._groups:
            raise Unproven("it refers to a group that it has not read yet")
        return self._groups[number]

    def _repeat(self, least: Any, most: Any, tree: Any) -> _Node:
        node = self.row(tree)
        low, high = min(int(least), _COUNTED), int(most)
        return _Times(node, low, high if high <= _COUNTED else _UNBOUNDED)

    def _look_around(self, tree: Any) -> _Node:
        """Nothing; but what a longer look-around can read through counts as the run's own."""
        before = self.alphabet
        self.row(tree)
        if tree.getwidth()[1] <= 1:
            self.alphabet = before
        return _NOTHING

    def _anchor(self, name: str) -> _Node:
        if name in ("AT_BOUNDARY", "AT_NON_BOUNDARY"):
            return _NOTHING
        if name not in ("AT_BEGINNING", "AT_END") or not self._multiline:
            self.alphabet = _ALL
        return _NOTHING


class _ReadingWithin(_Reading):
    """A reading in which what is looked at must be there as well."""

    def _item(self, op: str, argument: Any) -> _Node:
        return self.row(argument[1]) if op == "ASSERT" else super()._item(op, argument)


def _bits(values: Iterable[int]) -> int:
    return reduce(or_, (1 << value for value in values), 0)


_BEYOND: Final = (LETTER, DIGIT, SPACE, OTHER, *TWINS)
_CATEGORIES: Final = {
    "CATEGORY_WORD": (r"\w", frozenset({LETTER, DIGIT, *TWINS})),
    "CATEGORY_DIGIT": (r"\d", frozenset({DIGIT})),
    "CATEGORY_SPACE": (r"\s", frozenset({SPACE})),
    "CATEGORY_NOT_WORD": (r"\W", frozenset({SPACE, OTHER})),
    "CATEGORY_NOT_DIGIT": (r"\D", frozenset(_BEYOND) - {DIGIT}),
    "CATEGORY_NOT_SPACE": (r"\S", frozenset(_BEYOND) - {SPACE}),
}


@lru_cache(maxsize=16)
def _category(name: str) -> int:
    if name not in _CATEGORIES:
        raise Unproven(f"{name} is unknown")
    pattern, beyond = _CATEGORIES[name]
    return _bits([c for c in range(_ASCII) if regex.match(pattern, chr(c))]) | _bits(beyond)


def _members(items: Sequence[tuple[str, Any]], ignore_case: bool) -> int:
    """The bytes that a set can match, at least. For a negated set, all but those it surely cannot."""
    maybe = surely = 0
    for kind, value in items:
        if kind == "CATEGORY":
            maybe |= _category(str(value))
            surely |= _category(str(value))
        elif kind in ("LITERAL", "RANGE"):
            first, last = (value, value) if kind == "LITERAL" else value
            found = _bits(bytes_of(first, last))
            maybe |= _with_twins(found) if ignore_case else found
            surely |= found & ((1 << _ASCII) - 1)
        elif kind != "NEGATE":
            raise Unproven(f"{kind} in a set has no superset here")
    return _ALL & ~surely if items and items[0][0] == "NEGATE" else maybe


def _with_twins(mask: int) -> int:
    """The set with every byte that a case-insensitive match may take for one of it."""
    wider = mask
    for byte in range(_ASCII):
        if mask >> byte & 1:
            wider |= _bits({ord(chr(byte).lower()), ord(chr(byte).upper())})
    for byte, letters in TWINS.items():
        if mask >> byte & 1:
            wider |= _bits(letters)
        if wider & _bits(letters):
            wider |= 1 << byte
    if mask >> _ASCII:
        wider |= _bits((LETTER, OTHER, *TWINS))
        wider |= reduce(or_, (_bits(letters) for letters in TWINS.values()), 0)
    return wider


def _least(node: _Node) -> int:
    """The length of the shortest match."""
    match node:
        case _One():
            return 1
        case _Row(parts):
            return sum(map(_least, parts))
        case _Either(branches):
            return min(map(_least, branches))
        case _Times(part, least, _):
            return least * _least(part)


def _trimmed(node: _Node, end: int) -> _Node:
    """The node with its first (end 0) or last (end -1) piece cut to what every match must contain."""
    match node:
        case _Row(parts):
            return _trimmed_row(list(parts), end)
        case _Either(branches):
            shorter = _Either(tuple(_trimmed(branch, end) for branch in branches))
            return shorter if _least(shorter) else node
        case _Times(part, least, _) if least == 1:
            return _trimmed(part, end)
        case _Times(part, least, _):
            return _Times(part, least, least)
        case _:
            return node


def _trimmed_row(parts: list[_Node], end: int) -> _Node:
    while parts and _least(parts[end]) == 0:
        parts.pop(end)
    if parts:
        parts[end] = _trimmed(parts[end], end)
    return _Row(tuple(parts))


def _written(node: _Node) -> bytes:
    match node:
        case _One(mask):
            return set_of_bytes(bytes(each for each in range(256) if mask >> each & 1))
        case _Row(parts):
            return b"".join(map(_written, parts))
        case _Either(branches):
            return b"(?:" + b"|".join(map(_written, branches)) + b")"
        case _Times(part, least, most):
            inner = _written(part) if isinstance(part, _One) else b"(?:" + _written(part) + b")"
            if not inner or inner == b"(?:)":
                return b""
            return inner + _times(least, most)


def _times(least: int, most: int) -> bytes:
    if most == _UNBOUNDED:
        return {0: b"*", 1: b"+"}.get(least, b"{%d,}" % least)
    if (least, most) == (0, 1):
        return b"?"
    return b"" if least == most == 1 else b"{%d}" % least if least == most else b"{%d,%d}" % (least, most)


def _shown(byte: int) -> bytes:
    letter = bytes([byte])
    return letter if letter.isalnum() and byte < _ASCII else b"\\x%02x" % byte


def set_of_bytes(members: bytes) -> bytes:
    """A bracketed set, in the syntax that Hyperscan, RE2 and `re` share.

    Example:
        >>> set_of_bytes(b"-0123456789")
        b'[\\\\x2d0-9]'
    """
    if len(members) == 1:
        return _shown(members[0])
    if not members:
        raise Unproven("it has a set without members")
    ranges: list[list[int]] = []
    for byte in members:
        if ranges and ranges[-1][1] == byte - 1:
            ranges[-1][1] = byte
        else:
            ranges.append([byte, byte])
    shown = [_shown(a) if a == b else _shown(a) + b"-" + _shown(b) for a, b in ranges]
    return b"[" + b"".join(shown) + b"]"
