"""What a context has to carry an answer: its sentences and records, by their words.

What enters is a context as the guard has read it; what leaves are the parts of it that are nearest to some words. No
text is read a second time, and a part is looked at closely only where it is nearest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import STOP, postings, stem

FAMILY = 5
"""Letters that words of one family begin with: "direct", "director", "direction"."""
CAPITALS = re.compile(r"\b[A-Z]\w*")
"""Words with a capital."""
_NUMBER = re.compile(r"\d[\d,]*+(?:\.\d+)?")
_PARTS_MAX = 100
"""Parts that are looked at of those that have a word: one that more have says nothing about which is meant."""
_CELLS_MAX = 200
"""Cells of a record that are read."""


class Part(NamedTuple):
    """A sentence, or a record of a table or of JSON."""

    passage: int
    start: int
    end: int
    words: frozenset[str]
    """Stems and numbers, without the smallest words."""
    said: Sequence[str]
    """Its words as they stand, folded."""


NOTHING = Part(0, 0, 0, frozenset(), ())


class Grounds:
    """The parts of a context, by word: sentences with the number of their passage, rows of cells, and its raw texts."""

    def __init__(
        self, sentences: Iterable[tuple[int, Sentence]], rows: Iterable[Sequence[Cell]], raw: Sequence[str]
    ) -> None:
        self.parts = [Part(number, one.start, one.end, words_of(one), one.said) for number, one in sentences]
        self.parts += [_record(row[:_CELLS_MAX]) for row in rows if row]
        self._raw = raw
        found: dict[str, list[int]] = defaultdict(list)
        for number, part in enumerate(self.parts):
            for word in part.words:
                found[word].append(number)
        self.by_word = postings(found)

    @cached_property
    def families(self) -> frozenset[str]:
        """How its words begin."""
        return frozenset(word[:FAMILY] for word in self.by_word)

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of what it writes with a capital, first words of sentences among them."""
        return frozenset(stem(word.lower()) for text in self._raw for word in set(CAPITALS.findall(text)))

    def nearest(self, weights: Mapping[str, float]) -> int:
        """The part that has most of some words, by their weight; of several the shortest, then the first.
        -1 where none has any."""
        found: dict[int, float] = {}
        so_far = found.get
        for word, weight in weights.items():
            if word in self.by_word:
                for number in self.by_word[word][:_PARTS_MAX]:
                    found[number] = so_far(number, 0.0) + weight
        if not found:
            return -1
        most = max(found.values()) - 1e-9
        nearest = [number for number, weight in found.items() if weight >= most]
        return (
            nearest[0]
            if len(nearest) == 1
            else min(nearest, key=lambda number: (len(self.parts[number].words), number))
        )

    def beside(self, number: int) -> list[int]:
        """A part and its neighbours in the same passage, in order."""
        near = range(max(0, number - 1), min(len(self.parts), number + 2))
        return [one for one in near if self.parts[one].passage == self.parts[number].passage]


def words_of(sentence: Sentence) -> frozenset[str]:
    """What a sentence says: the stems of its words but for the smallest, and its numbers in one spelling."""
    said = sentence.stemmed - STOP
    return said | _numbers(sentence.text) if sentence.valued else said


def _record(cells: Sequence[Cell]) -> Part:
    said = [word for one in cells for word in one.phrase]
    numbers = _numbers(" ".join(one.slot.text for one in cells))
    words = frozenset(said).union(numbers, *(one.path for one in cells)) - STOP
    return Part(cells[0].passage, min(one.slot.start for one in cells), max(one.slot.end for one in cells), words, said)


def _numbers(folded: str) -> frozenset[str]:
    return frozenset(map(_spelling, _NUMBER.findall(folded)))


def _spelling(number: str) -> str:
    """ "1,500.0" as "1500"."""
    number = number.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number
