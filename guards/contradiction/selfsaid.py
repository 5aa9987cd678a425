"""What an answer says against itself, and against the numbers of the request it answers.

What enters is the text of an answer, and of the request; what leaves are pairs of places. Precise forms only: two
sentences with the same words and another value, and a number of nights, guests or items that was asked for and is
reported as done with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from guards.contradiction.claims import claims_of, is_code, is_general, is_supposed
from guards.contradiction.dimensions import told
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.text.words import fold, stem
from guards.contradiction.values.numerals import spelt_value
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

_NUMBER = r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_THINGS = (
    r"(?P<thing>nights?|guests?|people|persons?|adults?|children|kids|rooms?|tickets?|seats?|passengers?|copies|units"
    r"|items?|hours?|days?|weeks?|months?|boxes|bottles|pieces|pairs|licen[cs]es|players|tables?)"
)
_COUNTED = re.compile(rf"\b{_NUMBER}[ -](?:[a-z]+[ -])?{_THINGS}\b")
_WANTED = re.compile(r"\b(?:book|reserve|order|buy|get|need|want|like|schedule|add|for|rent|hire|purchase|send)\b")
_DONE = re.compile(
    r"\b(?:(?:have|has|'ve|i|we|is|are|been|was|were) (?:now |just |successfully |been )*"
    r"(?:booked|reserved|scheduled|ordered|added|purchased"
    r"|confirmed|placed|set up|rented)|booking is confirmed|reservation is confirmed|booked|reserved)\b"
)
_HEDGED = re.compile(
    r"\b(?:only|instead|available|maximum|minimum|at least|at most|up to|unfortunately|unable|but|not|another|more"
    r"|additional|extra|left|remaining|within|cancel\w*|refund\w*|confirmation|arriv\w*|takes?|ago|before|prior)\b"
)


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


def against(text: str, request: str) -> Iterator[Clash]:
    """A number of things that the request asked for once, and the answer reports as done once with another."""
    wanted = fold(request)
    asked = _counted(wanted)
    if not asked or not _WANTED.search(wanted):
        return
    folded = fold(text)
    said = _counted(folded)
    for thing, (number, start, end) in asked.items():
        other = said.get(thing)
        if other is None or other[0] == number:
            continue
        low, high = _around(folded, other[1])
        if _DONE.search(folded, low, high) and not _HEDGED.search(folded, low, high):
            yield Clash("request_number_conflict", other[1], other[2], start, end, 0.85)


def _counted(folded: str) -> dict[str, tuple[float, int, int]]:
    """The things that a text counts with one number only."""
    found: dict[str, list[tuple[float, int, int]]] = {}
    for match in _COUNTED.finditer(folded[:4_000]):
        number = float(match["number"]) if match["number"].isdigit() else spelt_value(match["number"])
        if number is not None:
            found.setdefault(stem(match["thing"]), []).append((number, match.start(), match.end()))
    return {thing: places[0] for thing, places in found.items() if len({place[0] for place in places}) == 1}


def _around(folded: str, place: int) -> tuple[int, int]:
    """The sentence around a place, by its marks alone."""
    low = max(folded.rfind(mark, 0, place) for mark in (". ", "! ", "? ", "\n")) + 1
    highs = [at for mark in (". ", "! ", "? ", "\n") if (at := folded.find(mark, place)) >= 0]
    return low, min(highs, default=len(folded))
