"""The support score of a batch: each sentence of each answer against its context, and the answer from its weakest.

What enters are items; what leaves is one `Support` per item, or None where there is no context or nothing to score.
A score ranks and decides nothing: a threshold is calibrated on the stream it is used on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from guards.contradiction.support.codes import WordCodes
from guards.contradiction.support.features import features_of
from guards.contradiction.support.head import Head
from guards.contradiction.support.layout import Ints, Item, Side, lay_out
from guards.contradiction.support.nearest import meet
from guards.contradiction.support.needs import needs_support

WEAKEST = 3
"""Sentences that make the score; a mean over all would let ninety good ones hide a bad one."""


class Stretch(NamedTuple):
    """A sentence by the words of its text, counted without marks."""

    part: int
    """Of the texts of its side."""
    first: int
    last: int
    """Behind its last word."""


class Sentence(NamedTuple):
    """One scored sentence of an answer."""

    part: int
    first: int
    last: int
    score: float
    near: Stretch | None
    """The nearest sentence of the context; None where they share no word."""
    second: Stretch | None = None
    """The nearest after it."""

    @property
    def around(self) -> list[Stretch]:
        """What there is of both."""
        return [one for one in (self.near, self.second) if one is not None]


@dataclass(frozen=True, slots=True)
class Support:
    """How well an answer is supported by its context."""

    score: float
    """0 to 1, the mean of its weakest sentences."""
    sentences: tuple[Sentence, ...]
    """Those that need support, in order."""

    @property
    def weakest(self) -> Sentence:
        """The least supported sentence."""
        return min(self.sentences, key=lambda one: one.score)


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
        meeting = meet(answer, context)
        scores = self._head.probabilities(features_of(answer, context, meeting)[rows])
        near, second = _stretches(context, meeting.best[rows]), _stretches(context, meeting.second[rows])
        by_item: dict[int, list[Sentence]] = {}
        said = zip(answer.item[rows].tolist(), _stretches(answer, rows), scores.tolist(), near, second, strict=True)
        for item, stretch, score, *others in said:
            by_item.setdefault(item, []).append(
                Sentence(*stretch, score, *(other if other.part >= 0 else None for other in others))
            )
        for item, sentences in by_item.items():
            found[item] = support_of(sentences)
        return found


def support_of(sentences: Sequence[Sentence]) -> Support:
    """The support of an answer with these sentences, of which there is at least one."""
    weakest = sorted(one.score for one in sentences)[:WEAKEST]
    return Support(sum(weakest) / len(weakest), tuple(sentences))


def _stretches(side: Side, rows: Ints) -> list[Stretch]:
    """Where sentences stand; a row of -1 is none, its part is -1."""
    begins = side.begins - side.begins[np.append(_first_of_part(side), side.sentences)]
    first, length = begins[:-1][rows], np.diff(side.begins)[rows]
    part = np.where(rows >= 0, side.part[rows], -1)
    return [Stretch(*each) for each in zip(part.tolist(), first.tolist(), (first + length).tolist(), strict=True)]


def _first_of_part(side: Side) -> Ints:
    """By sentence, the first sentence of its text."""
    new = np.ones(side.sentences, np.bool_)
    new[1:] = (side.item[1:] != side.item[:-1]) | (side.part[1:] != side.part[:-1])
    return np.maximum.accumulate(np.where(new, np.arange(side.sentences), 0))
