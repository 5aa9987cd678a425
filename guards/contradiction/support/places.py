"""Where a sentence stands: from the count of its words back to code points. Only what is reported is looked up."""

from __future__ import annotations

from itertools import islice

from guards.contradiction.support.codes import TOKEN, name_of
from guards.contradiction.support.layout import flat


def place_of(text: str, first: int, last: int) -> tuple[int, int]:
    """The code points from the first of some words up to, not including, the last. Words are counted without marks."""
    words = (match for match in TOKEN.finditer(flat(text)) if name_of(match[0]))
    spans = [match.span() for match in islice(words, first, last)]
    return (spans[0][0], spans[-1][1]) if spans else (0, 0)
