"""Sets of folded bytes (`guards.scanning.folding`), each a number with one bit for each of the 256.

What enters are the members of a set in a pattern as `re` parses it; what leaves is every byte that one of them, or a
case twin of one, can become. What has no such set raises `Unproven`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

import regex

from guards.scanning.folding import DIGIT, LETTER, OTHER, SPACE, TWINS, bytes_of

_ASCII: Final = 0x80
ALL: Final = (1 << 256) - 1


class Unproven(ValueError):
    """The pattern cannot be relaxed by proof. It names the reason, never a text.

    The operator: never meets it; such a pattern is scanned another way.
    """


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


def members(items: Sequence[tuple[str, Any]], ignore_case: bool) -> int:
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
    return ALL & ~surely if items and items[0][0] == "NEGATE" else maybe


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


LETTERS: Final = reduce(or_, (1 << byte for byte in range(_ASCII) if chr(byte).isalpha()))
"""The ASCII letters, as a set of bytes."""


def listed(mask: int) -> bytes:
    """The bytes of a set, in order."""
    return bytes(each for each in range(256) if mask >> each & 1)


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
