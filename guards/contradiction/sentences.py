"""Sentences and clauses of prose, with their places.

What enters is folded text; what leaves are stretches of it. Costs one pass; it never looks back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Possessive, and never starting within a run: a text of a million dots or blanks costs its length.
_END = re.compile(
    r"(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bvs)(?<!\bno)(?<!\bst)(?<!\be\.g)(?<!\bi\.e)(?<![\s.(][a-z])(?<![.!?])"
    r"[.!?]++[\"')\]]*+(?:[ \t]++|(?=\s)|$)"
    r"|\n\s*+(?:[-*•]\s++|#++\s++|\d{1,3}[.)]\s++)?"
    r"|(?<!\s)[ \t]++(?=(?:would you like|do you (?:want|wish|need|mean)|shall i|should i|may i|can i help)\b)"
)
_CLAUSE = re.compile(
    r";\s+|,\s+(?:and|but|while|whereas|with|plus|then)\s+|,\s+|\s(?:and|but|while|whereas|whilst|plus)\s+|:\s+"
)

SENTENCE_MAX = 2_000
"""A longer sentence (a log, a minified file) is cut: what is compared must be short enough to be about one thing."""


def sentences_of(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch of folded text, without the space around them."""
    stop = len(folded) if end is None else end
    begin = start
    for match in _END.finditer(folded, start, stop):
        cut = match.end()
        if match[0][0] in ".!?":
            yield from _trimmed(folded, begin, match.start() + 1)
        else:
            yield from _trimmed(folded, begin, match.start())
        begin = cut
    yield from _trimmed(folded, begin, stop)


def _trimmed(folded: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    while begin < stop and folded[begin].isspace():
        begin += 1
    while stop > begin and folded[stop - 1].isspace():
        stop -= 1
    while begin < stop:
        yield begin, min(stop, begin + SENTENCE_MAX)
        begin += SENTENCE_MAX


def clauses_of(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a sentence, in order; separators belong to none."""
    found = []
    begin = start
    for match in _CLAUSE.finditer(folded, start, end):
        if match.start() > begin:
            found.append((begin, match.start()))
        begin = match.end()
    if begin < end:
        found.append((begin, end))
    return found
