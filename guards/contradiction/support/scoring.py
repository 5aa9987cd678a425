"""The support score of a batch: each sentence of each answer against its context, and the answer from its weakest.

What enters are items; what leaves is one `Support` per item, or None where there is no context or nothing to score.
A score ranks and decides nothing: a threshold is calibrated on the stream it is used on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from guards.contradiction.support.codes import WordCodes
from guards.contradiction.support.features import features_of
from guards.contradiction.support.head import Head
from guards.contradiction.support.layout import Item, Side, lay_out
from guards.contradiction.support.nearest import Meeting, meet
from guards.contradiction.support.needs import needs_support

WEAKEST = 3
"""Sentences that make the score; a mean over all would let ninety good ones hide a bad one."""


class Stretch(NamedTuple):
    """Words of a text, counted without marks."""

    part: int
    """Of the texts of its side."""
    first: int
    last: int
    """Behind its last word."""


class _Read(NamedTuple):
    """A batch as it was read; places are looked up only of what is reported."""

    answer: Side
    context: Side
    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Support:
    """How well an answer is supported by its context."""

    score: float
    """0 to 1, the mean of its weakest sentences."""
    scores: tuple[float, ...]
    """Of the sentences that need support, in order."""
    rows: tuple[int, ...]
    read: _Read

    @property
    def weakest(self) -> int:
        """Which sentence is supported least."""
        return self.scores.index(min(self.scores))

    def place(self, number: int) -> Stretch:
        """Where a sentence stands in the answer."""
        return _stretch(self.read.answer, self.rows[number], self.rows[number])

    def near(self, number: int) -> Stretch | None:
        """The sentence of the context that is nearest to it; None where they share no word."""
        best = int(self.read.meeting.best[self.rows[number]])
        return _stretch(self.read.context, best, best) if best >= 0 else None

    def around(self, number: int) -> list[Stretch]:
        """The nearest with its neighbours, who say what "it" is, and the second nearest where it is none of them."""
        context, row = self.read.context, self.rows[number]
        best, second = int(self.read.meeting.best[row]), int(self.read.meeting.second[row])
        if best < 0:
            return []
        first, last = (other if _beside(context, best, other) else best for other in (best - 1, best + 1))
        found = [_stretch(context, first, last)]
        return found if second < 0 or first <= second <= last else [*found, _stretch(context, second, second)]

    def having(self, opinions: Mapping[int, float], weight: float) -> Support:
        """The same with opinions on some sentences averaged in, in that share."""
        scores = [
            (1 - weight) * score + weight * opinions[number] if number in opinions else score
            for number, score in enumerate(self.scores)
        ]
        return replace(self, score=_of_weakest(scores), scores=tuple(scores))


class Scorer:
    """Scores batches with one head."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._words = WordCodes(head.rarity)

    def score(self, items: Sequence[Item]) -> list[Support | None]:
        """One per item, in order. Costs one pass over all texts."""
        answer, context = lay_out(items, self._words)
        found: list[Support | None] = [None] * len(items)
        if not len(answer.codes) or not len(context.codes):
            return found
        rows = np.flatnonzero(needs_support(answer) & np.isin(answer.item, context.item))
        if not len(rows):
            return found
        read = _Read(answer, context, meet(answer, context))
        scores = self._head.probabilities(features_of(*read)[rows])
        owners, begins = np.unique(answer.item[rows], return_index=True)
        ends = np.append(begins[1:], len(rows))
        for item, begin, end in zip(owners.tolist(), begins.tolist(), ends.tolist(), strict=True):
            own = tuple(scores[begin:end].tolist())
            found[item] = Support(_of_weakest(own), own, tuple(rows[begin:end].tolist()), read)
        return found


def _of_weakest(scores: Sequence[float]) -> float:
    weakest = sorted(scores)[:WEAKEST]
    return sum(weakest) / len(weakest)


def _beside(side: Side, row: int, other: int) -> bool:
    """Whether two neighbours stand in one text."""
    inside = 0 <= other < side.sentences
    return inside and bool(side.item[other] == side.item[row] and side.part[other] == side.part[row])


def _stretch(side: Side, first: int, last: int) -> Stretch:
    """The words from one sentence to another of the same text."""
    low = int(np.searchsorted(side.item, side.item[first]))
    low += int(np.searchsorted(side.part[low : first + 1], side.part[first]))
    start = int(side.begins[low])
    return Stretch(int(side.part[first]), int(side.begins[first]) - start, int(side.begins[last + 1]) - start)
