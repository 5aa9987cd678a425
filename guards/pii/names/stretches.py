"""Which stretches of a text can hold a name, so that the rest need not be read word by word.

What enters are a text's lines; what leaves are stretches: a word that may be a name by its own weights, and what
stands around it. In lines of mixed letters such a word is capitalised, or small and on a list of names; lines in small
letters, in capitals or in scripts without them are read whole. A word that only its neighbours could make a name is
found where a candidate is near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from guards.pii.names.tokens import CAPITALS, SMALL, manner_of

# Some six words either way: no feature looks further.
_REACH = 32
_BLANK_REACH = 64
_CAPITALISED = re.compile(r"(?<![0-9A-Za-z])[A-Z][0-9A-Za-z]*(?:['\-](?!(?:s|S)\b)[A-Za-z][0-9A-Za-z]*)*")
_CAPITALISED_ANY = re.compile(r"(?<!\w)[^\W\d_a-z]\w*(?:['’\-](?!(?:s|S)\b)[^\W\d_]\w*)*")
# Scripts without capitals, all but Latin, Greek, Cyrillic, Armenian.
_NO_CAPITALS = re.compile(r"[\u0590-\u1dff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufeff\uff66-\uffdc]")
WORD = re.compile(r"[^\W\d_]+")


Pair = tuple[str, int]
"""A word and the manner of its line."""


class Line(NamedTuple):
    """Where a line begins and ends, and its manner."""

    begin: int
    end: int
    manner: int


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text.

    >>> list(lines_of("ask joy\\n\\nI am Ada"))
    [Line(begin=0, end=7, manner=2), Line(begin=8, end=8, manner=0), Line(begin=9, end=17, manner=0)]
    """
    begin = 0
    for line in text.split("\n"):
        yield Line(begin, begin + len(line), manner_of(line))
        begin += len(line) + 1


def stretches_of(
    text: str, lines: Sequence[Line], small: frozenset[str] | set[str], may_be: Callable[[list[Pair]], set[Pair]]
) -> list[tuple[int, int]]:
    """Stretches in order, none overlapping. `small` are words of the text that are names in small letters; `may_be`
    keeps, of words with the manner of their line, those that may be one.

    >>> text = "It was as quiet as ever in the old house on the hill, until a carrier came with a big letter for Ada."
    >>> stretches = stretches_of(text, list(lines_of(text)), set(), lambda words: {("Ada", 0)})
    >>> [text[begin:end] for begin, end in stretches]
    ['carrier came with a big letter for Ada.']
    """
    found: list[tuple[int, int]] = []
    words: list[tuple[int, Pair]] = []
    for line in lines:
        begin, end, manner = line
        if begin == end:
            continue
        plain = text[begin:end].isascii()
        if manner in (SMALL, CAPITALS) or not (plain or _NO_CAPITALS.search(text, begin, end) is None):
            found.append((begin, end))
        else:
            capitalised = _CAPITALISED if plain else _CAPITALISED_ANY
            words += [(one.start(), (one[0], manner)) for one in capitalised.finditer(text, begin, end)]
    names = may_be([pair for _, pair in words])
    found += [(start, start + len(pair[0])) for start, pair in words if pair in names]
    if small:
        found += [one.span() for one in WORD.finditer(text) if one[0] in small]
    return _merged(text, sorted(found))


def _merged(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places with what stands around them, neighbours as one."""
    merged: list[tuple[int, int]] = []
    length = len(text)
    for begin, end in found:
        if merged and begin - 2 * _REACH <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return [(_left(text, begin - _REACH), _right(text, end + _REACH, length)) for begin, end in merged]


def _left(text: str, at: int) -> int:
    """Where the word begins that stands here."""
    if at <= 0:
        return 0
    low = max(at - _BLANK_REACH, 0)
    return max(text.rfind(" ", low, at), text.rfind("\n", low, at), low - 1) + 1 or at


def _right(text: str, at: int, length: int) -> int:
    """Where the word ends that stands here."""
    if at >= length:
        return length
    high = min(at + _BLANK_REACH, length)
    blank, line = text.find(" ", at, high), text.find("\n", at, high)
    return min(blank if blank >= 0 else high, line if line >= 0 else high)
