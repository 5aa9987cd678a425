"""What an answer says against itself.

What enters is the text of an answer with its sentences; what leaves are pairs of places. Precise on purpose: two
sentences with the same words and another value, and nothing in either that makes the second figure another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from guards.contradiction.claims import claims_of, is_code, is_general, is_supposed
from guards.contradiction.dimensions import told
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.text.words import fold
from guards.contradiction.values.value import relation

_STATEMENTS_MAX = 60
"""Statements of one answer that are compared with each other: 1,770 pairs; a longer answer is a report."""
_KINDS = frozenset(("money", "percent", "duration", "mass", "temperature", "volume", "data", "clock"))

# What makes the second figure another's: a turn, a choice, a change, a place in a list.
_TURN = re.compile(
    r"\b(?:or|if|else|instead|another|other|then|now|new|old|was|were|previously|increas\w*|decreas\w*|rais\w*|reduc\w*"
    r"|rose|fell|before|after|first|second|third|next|last|option|plan|step|case|example|from|again|however|but|while"
    r"|in \d{4}|each|per)\b|^\W*\d|^\W*[-*•]|\d[.)]\s"
)

_LISTED = re.compile(r"\s*(?:[-*•#|]|\d+[.)])|[^.!?]*:\s*$")


@dataclass(frozen=True, slots=True)
class Clash:
    """Two places that cannot both hold: the first in the answer, the second in it too or in the request."""

    rule: str
    start: int
    end: int
    other_start: int
    other_end: int
    confidence: float


def within(text: str, sentences: list[Sentence]) -> Iterator[Clash]:
    """Pairs of statements of one answer with the same words and another value; the later one is flagged."""
    sentences = [sentence for sentence in sentences if sentence.valued]
    folded = fold(text) if len(sentences) > 1 else ""
    # By form first: reading values costs most, and a lone sentence has nothing to clash with.
    sentences = [sentence for sentence in sentences if _is_plain(folded, sentence)] if folded else []
    if len(sentences) < 2:
        return
    claims = [
        (sentence, claim)
        for sentence in sentences
        if len(sentence.statements) == 1
        for claim in claims_of(folded, sentence)
        if claim.value.kind in _KINDS
    ]
    for (one, first), (two, second) in combinations(claims[:_STATEMENTS_MAX], 2):
        if one is not two and _is_same_slot(first, second) and relation(second.value, first.value) == "differs":
            mine, other = second.value, first.value
            yield Clash("self_conflict", mine.start, mine.end, other.start, other.end, 0.8)


def _is_plain(folded: str, sentence: Sentence) -> bool:
    if sentence.question or is_supposed(folded, sentence) or is_code(folded, sentence):
        return False
    said = folded[sentence.start : sentence.end]
    line = folded[folded.rfind("\n", 0, sentence.start) + 1 : sentence.start]
    listed = _LISTED.match(line) is not None or ":" in said or said[-1:] not in ".!"
    return not listed and _TURN.search(said) is None and not is_general(folded, sentence, ())


def _is_same_slot(one: Statement, two: Statement) -> bool:
    subject = told(one.sentence, one.value.kind)
    same = one.sentence == two.sentence or subject == told(two.sentence, two.value.kind)
    return same and bool(subject) and one.head == two.head and one.value.kind == two.value.kind
