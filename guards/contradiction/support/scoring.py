"""The support score of a batch: each sentence of each answer against its context, and the answer from its weakest.

What enters are answers and contexts as the guard has read them; what leaves is one `Support` each, or None where there
is nothing to score. A score ranks and decides nothing: a threshold is calibrated on the stream it is used on. The
weights are in `support.json`, written by `training.support.fit`; their card is `CARD.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from guards.contradiction.grounds import Grounds
from guards.contradiction.statements import Sentence
from guards.contradiction.support.features import NAMES, Featured, features_of
from schemas.errors import InvariantError

FILE = "support.json"
WEAKEST = 3
"""Sentences that make the score; a mean over all would let ninety good ones hide a bad one."""
_WORDS_MIN = 2
"""A sentence of fewer content words ("Certainly.") says nothing that could be compared, unless it has a number."""
_TALK = frozenset(("let", "please", "feel", "thanks", "thank", "hope", "sorry"))
_SPEAKER = frozenset(("i", "i'm", "i'd", "i'll", "we", "we'd", "we're"))
_SPEAKS = frozenset(("hope", "can", "could", "would", "will", "am", "apologize", "understand", "recommend", "suggest"))
_SPEAKS |= {"cannot", "can't", "sorry", "happy", "glad", "here", "be"}
"""How a sentence begins that is about the talk itself, unless it has a number: "I hope", "we'd be glad"."""
_DIGIT = re.compile(r"\d")
_SCORED_MAX = 1_000
"""Sentences of one answer: more are a listing, of which the first stand for the rest."""


class Reading(NamedTuple):
    """What the guard has read of one exchange: its context by words, and each answer's text and sentences."""

    grounds: Grounds
    answers: Sequence[tuple[str, Sequence[Sentence]]]


class Stretch(NamedTuple):
    """A place in one of the texts of its side, in code points."""

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Support:
    """How well an answer is supported by its context."""

    score: float
    """0 to 1, the mean of its weakest sentences."""
    scores: tuple[float, ...]
    """Of the sentences that need support, in order."""
    places: tuple[Stretch, ...]
    featured: tuple[Featured, ...]
    grounds: Grounds

    @property
    def weakest(self) -> int:
        """Which sentence is supported least."""
        return self.scores.index(min(self.scores))

    def place(self, number: int) -> Stretch:
        """Where a sentence stands in the answer."""
        return self.places[number]

    def near(self, number: int) -> Stretch | None:
        """The part of the context that is nearest to it; None where they share no word."""
        best = self.featured[number].best
        return self._stretch([best]) if best >= 0 else None

    def around(self, number: int) -> list[Stretch]:
        """The nearest with its neighbours, who say what "it" is, and the second nearest where it is none of them."""
        _, best, second = self.featured[number]
        if best < 0:
            return []
        near = self.grounds.beside(best)
        found = [self._stretch(near)]
        return found if second < 0 or second in near else [*found, self._stretch([second])]

    def having(self, opinions: Mapping[int, float], weight: float) -> Support:
        """The same with opinions on some sentences averaged in, in that share."""
        scores = [
            (1 - weight) * score + weight * opinions[number] if number in opinions else score
            for number, score in enumerate(self.scores)
        ]
        return replace(self, score=_of_weakest(scores), scores=tuple(scores))

    def _stretch(self, numbers: Sequence[int]) -> Stretch:
        parts = [self.grounds.parts[number] for number in numbers]
        return Stretch(parts[0].passage, min(one.start for one in parts), max(one.end for one in parts))


class Head:
    """A logistic regression on features within four deviations, and what is known of words."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        if tuple(said["features"]) != NAMES:
            raise InvariantError("the weights of the support score were made for other features; fit them again")
        self.rarity = {word: float(level) for level, words in said["rarity"].items() for word in words.split()}
        self._middle, self._spread, self._weights = (np.array(said[name]) for name in ("middle", "spread", "weights"))
        self._intercept = float(said["intercept"])

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """How probable it is, by row, that the context supports the sentence."""
        scaled = np.clip((np.array(rows) - self._middle) / self._spread, -4.0, 4.0)
        found: list[float] = (1 / (1 + np.exp(scaled @ self._weights + self._intercept))).tolist()
        return found


@lru_cache(maxsize=1)
def shipped() -> Head:
    """The head that comes with Tidegate."""
    return Head(json.loads((files("guards.contradiction.support") / FILE).read_text("utf-8")))


class Scorer:
    """Scores batches with one head."""

    def __init__(self, head: Head) -> None:
        self._head = head

    def score(self, readings: Sequence[Reading | None]) -> list[Support | None]:
        """One per reading, in order."""
        found = [_sentences(one, self._head.rarity) if one is not None else ([], []) for one in readings]
        rows = [featured.row for _, of in found for featured in of]
        scores = iter(self._head.probabilities(rows) if rows else ())
        supports: list[Support | None] = []
        for reading, (places, featured) in zip(readings, found, strict=True):
            own = tuple(next(scores) for _ in featured)
            supports.append(
                Support(_of_weakest(own), own, tuple(places), tuple(featured), reading.grounds)
                if own and reading is not None
                else None
            )
        return supports


def _sentences(reading: Reading, rarity: Mapping[str, float]) -> tuple[list[Stretch], list[Featured]]:
    """The sentences of an exchange that need support, each by its place and features."""
    grounds = reading.grounds
    wanted = [
        (part, text, sentence)
        for part, (text, sentences) in enumerate(reading.answers)
        for sentence in sentences
        if needs_support(sentence)
    ][:_SCORED_MAX]
    if not grounds.parts:
        return [], []
    return (
        [Stretch(part, sentence.start, sentence.end) for part, _, sentence in wanted],
        [features_of(sentence, text, grounds, rarity) for _, text, sentence in wanted],
    )


def needs_support(sentence: Sentence) -> bool:
    """Whether a sentence says something of the world as it is: no question, greeting, offer or thanks."""
    if sentence.question:
        return False
    if sentence.valued and _DIGIT.search(sentence.text) is not None:
        return True
    first, second = (*sentence.said[:2], "", "")[:2]
    is_talk = first in _TALK or (first in _SPEAKER and second in _SPEAKS)
    return len(sentence.vocabulary) >= _WORDS_MIN and not is_talk


def _of_weakest(scores: Sequence[float]) -> float:
    weakest = sorted(scores)[:WEAKEST]
    return sum(weakest) / len(weakest)
