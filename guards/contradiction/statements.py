"""Reads prose into sentences and each typed value into a statement: the value and the words it is said with.

What enters is folded text; what leaves are sentences with their statements. Both sides of a comparison are read
by this one reader. A sentence is read closely only when it is asked for more than its words: most never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import may_be_signed
from guards.contradiction.text.sentences import body_of, clauses_of, sentences_of
from guards.contradiction.text.words import (
    EMPTY,
    Word,
    all_stems_of,
    content,
    letters,
    stems_of,
    tokens_of,
    words_at,
)
from guards.contradiction.values.reading import may_hold_values, values_of
from guards.contradiction.values.units import PERIODS
from guards.contradiction.values.value import Value

_COPULA = re.compile(r"\s*(?:is|are|was|were|of|:|at|will be|has been)?\s*(?:only|now|currently|set (?:to|at))?\s*")
_NO_HEAD = LIGHT | PERIODS
_ASKS = re.compile(r"(?:would you|do you|shall i|should i|may i|can i|which)\b")
_ASKS_BEGIN = frozenset(("would", "do", "shall", "should", "may", "can", "which"))


class Statement(NamedTuple):
    """A typed value, the content words of its clause, and those of its sentence."""

    value: Value
    near: frozenset[str]
    sentence: frozenset[str]
    head: str = ""
    """The noun right before the value in its clause, else the word right after it."""
    adjoined: bool = False
    """Whether nothing but a form of "be" parts the two: "the limit is 5", "lost 7"."""


class Sentence:
    """One sentence: its place, its words outside values, its statements. `said` are its words as they stand."""

    def __init__(self, folded: str, start: int, end: int, said: Sequence[str], question: bool = False) -> None:
        self._folded = folded
        self.start = start
        self.end = end
        self.said = said
        self.question = question
        self.valued = may_hold_values(folded, start, end, said)
        """Whether it can have statements at all, by its letters and digits alone."""

    @property
    def text(self) -> str:
        """The sentence, folded."""
        return self._folded[self.start : self.end]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Stems of all words that say something, those within values too."""
        return self.stemmed - EMPTY

    @cached_property
    def stemmed(self) -> frozenset[str]:
        """Stems of all words, small ones and those within values too: what a check asks before it looks closely."""
        return frozenset(all_stems_of(self.said))

    @cached_property
    def tokens(self) -> list[Word]:
        """Its words and digit groups, in order."""
        return tokens_of(self._folded, self.start, self.end)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words outside values, in order."""
        return tuple(_outside(words_at(self._folded, self.start, self.said), self._values))

    @cached_property
    def content(self) -> frozenset[str]:
        """Stems of the words that say something, those within values left out."""
        return content(self.words) if self._values else self.vocabulary

    @property
    def stems(self) -> list[str]:
        """Stems of the words that say something, those within values too, each as often as it is said."""
        return list(filter(None, stems_of(self.said)))

    @cached_property
    def signed(self) -> bool:
        """Whether it can hold a state or a denial, by its words alone."""
        return may_be_signed(self._folded, self.start, self.end, self.said)

    @cached_property
    def _values(self) -> list[Value]:
        return values_of(self._folded, self.start, self.end, self.said) if self.valued else []

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The typed values, in order."""
        if not self.valued:
            return ()
        folded, words, whole = self._folded, self.words, self.content
        statements: list[Statement] = []
        for low, high in _parts(folded, self.start, self.end, self._values) if self._values else ():
            inside = [word for word in words if low <= word.start < high]
            near = content(inside) if len(inside) < len(words) else whole
            heads = [word for word in inside if word.stem in near]
            statements += [
                Statement(value, near, whole, *_head(folded, value, heads))
                for value in self._values
                if low <= value.start < high
            ]
        return tuple(statements)

    def clause(self, start: int, end: int) -> Sentence:
        """A part of the sentence, with its words and no statements of its own."""
        part = Sentence(self._folded, start, end, letters(self._folded[start:end]).split(), self.question)
        part.valued = False
        part.words = tuple(word for word in self.words if start <= word.start < end)
        part.content = content(part.words)
        return part


def read(folded: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """The sentences of a stretch of folded text."""
    plain = letters(folded if not start and end is None else folded[start:end])
    for begin, stop in sentences_of(folded, start, end):
        said = tuple(plain[begin - start : stop - start].split())
        body = body_of(folded, begin, stop, said[0]) if said else begin
        if body > begin:
            said = tuple(plain[body - start : stop - start].split())
        yield Sentence(folded, body, stop, said, _is_question(folded, body, stop, said))


def read_sentence(folded: str, start: int, end: int) -> Sentence:
    """One sentence with its statements."""
    said = letters(folded[start:end]).split()
    return Sentence(folded, start, end, said, _is_question(folded, start, end, said))


def _is_question(folded: str, start: int, end: int, said: Sequence[str]) -> bool:
    if folded[end - 1 : end] == "?":
        return True
    return bool(said) and said[0] in _ASKS_BEGIN and _ASKS.match(folded, start, end) is not None


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
    for _, high in clauses_of(folded, start, end):
        if any(value.start < high and high < value.end for value in values):
            continue
        if any(begin <= value.start < high for value in values):
            parts.append((begin, high))
            begin = high
    if begin < end:
        if any(begin <= value.start < end for value in values):
            parts.append((begin, end))
        elif parts:
            parts[-1] = (parts[-1][0], end)
    return parts
