"""The clauses of a sentence that joins several.

What enters is a sentence; what leaves are its clauses, each a sentence of its own, with places in the same text.
"""

from __future__ import annotations

import re

from guards.contradiction.statements import Sentence, read_sentence

JOINT = re.compile(
    r",? (?:and|but|while|whereas)\b|;|, (?=[a-z' -]{2,30} (?:is|are|was|were|has|have|must|can|may|will)\b)"
)


def joined_clauses(folded: str, sentence: Sentence) -> list[Sentence]:
    """The clauses of a sentence that joins several by "and", "but", "while" or a semicolon."""
    begin = sentence.start
    found: list[tuple[int, int]] = []
    for match in JOINT.finditer(folded, sentence.start, sentence.end):
        found.append((begin, match.start()))
        begin = match.end()
    found.append((begin, sentence.end))
    return [read_sentence(folded, *_trimmed(folded, *one)) for one in found if one[1] - one[0] >= _CLAUSE_MIN]


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    part = folded[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


_CLAUSE_MIN = 12
"""Code points of the shortest clause that says something by itself."""
