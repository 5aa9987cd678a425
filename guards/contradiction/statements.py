"""Reads prose into sentences and each typed value into a statement: the value and the words it is said with.

What enters is folded text; what leaves are sentences with their statements. Both sides of a comparison are read
by this one reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guards.contradiction.dimensions import LIGHT
from guards.contradiction.reading import values_of
from guards.contradiction.sentences import body_of, clauses_of, sentences_of
from guards.contradiction.units import PERIODS
from guards.contradiction.values import Value
from guards.contradiction.words import Word, content, words_of

_COPULA = re.compile(r"\s*(?:is|are|was|were|of|:|at|will be|has been)?\s*(?:only|now|currently|set (?:to|at))?\s*")
_NO_HEAD = LIGHT | PERIODS
_ASKS = re.compile(r"(?:would you|do you|shall i|should i|may i|can i|which)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """A typed value, the content words of its clause, and those said before it in its sentence."""

    value: Value
    near: frozenset[str]
    lead: frozenset[str]
    sentence: frozenset[str]
    head: str = ""
    """The noun right before the value in its clause, else the word right after it."""
    adjoined: bool = False
    """Whether nothing but a form of "be" parts the two: "the limit is 5", "lost 7"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place, its words outside values, its statements."""

    start: int
    end: int
    words: tuple[Word, ...]
    content: frozenset[str]
    statements: tuple[Statement, ...]
    question: bool = False


def read(folded: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """The sentences of a stretch of folded text."""
    for begin, stop in sentences_of(folded, start, end):
        yield read_sentence(folded, body_of(folded, begin, stop), stop)


def read_sentence(folded: str, start: int, end: int) -> Sentence:
    """One sentence with its statements."""
    values = values_of(folded, start, end)
    words = tuple(_outside(words_of(folded, start, end), values))
    all_content = content(words)
    statements: list[Statement] = []
    if values:
        for low, high in _parts(folded, start, end, values):
            near = content(word for word in words if low <= word.start < high)
            lead = content(word for word in words if word.start < low)
            here = [value for value in values if low <= value.start < high]
            heads = [word for word in words if low <= word.start < high and word.is_content]
            statements += [Statement(value, near, lead, all_content, *_head(folded, value, heads)) for value in here]
    return Sentence(start, end, words, all_content, tuple(statements), _is_question(folded, start, end))


def _is_question(folded: str, start: int, end: int) -> bool:
    return folded[end - 1 : end] == "?" or _ASKS.match(folded, start, end) is not None


def _head(folded: str, value: Value, words: list[Word]) -> tuple[str, bool]:
    before = [word for word in words if word.end <= value.start and word.stem not in _NO_HEAD]
    if not before:
        return next((word.stem for word in words if word.start >= value.end), ""), False
    return before[-1].stem, _COPULA.fullmatch(folded, before[-1].end, value.start) is not None


def _outside(words: list[Word], values: list[Value]) -> Iterator[Word]:
    """Words that are no part of a value: a month's name or a unit is not what a sentence is about."""
    ahead = iter(values)
    value = next(ahead, None)
    for word in words:
        while value is not None and value.end <= word.start:
            value = next(ahead, None)
        if value is None or word.end <= value.start:
            yield word


def _parts(folded: str, start: int, end: int, values: list[Value]) -> list[tuple[int, int]]:
    """Clauses joined so that each holds a value: one without goes to the next, at the end to the one before."""
    parts: list[tuple[int, int]] = []
    begin = start
    for low, high in clauses_of(folded, start, end):
        if any(value.start < high and high < value.end for value in values):
            continue
        if any(begin <= value.start < high for value in values):
            parts.append((begin, high))
            begin = high
        del low
    if begin < end:
        if any(begin <= value.start < end for value in values):
            parts.append((begin, end))
        elif parts:
            parts[-1] = (parts[-1][0], end)
    return parts
