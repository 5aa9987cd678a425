"""A second opinion on the sentences that the support score is unsure of, by the user's own model.

What enters are a batch's cases and their supports; what leaves are the supports with second opinions in them, and,
per case, why one that was wanted could not be had. The model is handed in and does its own I/O.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from guards.case import Case, Lapse
from guards.contradiction.support.places import place_of
from guards.contradiction.support.scoring import Stretch, Support
from schemas.policy import SecondPolicy

# As the runner of guards has it: whole calls that fail in a row before one is left alone, and for how long.
_BREAKER_AFTER = 3
_BREAKER_REST_S = 15.0

CONTEXT_CHARACTERS_MAX = 1_200
"""Of the context that goes with one sentence: what 256 tokens of a small model hold."""


class Pair(NamedTuple):
    """One sentence of an answer with the sentences of its context that are nearest to it."""

    claim: str
    context: str


class SecondFailed(Exception):
    """No opinion could be had. `cause` is a word of ours, never text of an event or of an answer.

    The operator: looks at the service or the model by the cause; meanwhile the policy's `on_error` holds.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Second(Protocol):
    """Gives opinions on a batch of pairs."""

    def score(self, pairs: Sequence[Pair], limit_s: float) -> Sequence[float]:
        """How probable it is that the context supports the claim, one per pair, 0 to 1. Raises SecondFailed."""
        ...


class Breaker:
    """Leaves a second opinion alone for a while after it failed several times in a row."""

    def __init__(self, second: Second, clock: Callable[[], float] = time.monotonic) -> None:
        self._second, self._clock = second, clock
        self._failures, self._closed_again_at = 0, 0.0

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """The opinions, checked. Raises SecondFailed, `breaker_open` while it is left alone."""
        if self._failures >= _BREAKER_AFTER and self._clock() < self._closed_again_at:
            raise SecondFailed("breaker_open")
        try:
            scores = _checked(self._second.score(pairs, limit_s), len(pairs))
        except Exception as error:
            self._failures += 1
            self._closed_again_at = self._clock() + _BREAKER_REST_S
            raise SecondFailed(error.cause if isinstance(error, SecondFailed) else type(error).__name__) from None
        self._failures = 0
        return scores


def _checked(scores: Sequence[float], wanted: int) -> list[float]:
    said = [float(score) for score in scores]
    if len(said) != wanted:
        raise SecondFailed("wrong_length")
    if not all(math.isfinite(score) and 0 <= score <= 1 for score in said):
        raise SecondFailed("bad_score")
    return said


class SecondOpinions:
    """Asks for second opinions, in one call per batch.

    Args:
        second: the user's own model, where there is one.
    """

    def __init__(self, second: Second | None = None) -> None:
        self._second = Breaker(second) if second is not None else None

    def asked(self, cases: Mapping[int, Case], supports: dict[int, Support]) -> dict[int, Lapse]:
        """Puts the opinions into the supports; returns what could not be had, by case."""
        sections = {index: _section(cases[index]) for index in supports if _section(cases[index]).use == "model"}
        chosen = {index: _unsure(supports[index], section) for index, section in sections.items()}
        places = [(index, number) for index, numbers in chosen.items() for number in numbers]
        if not places:
            return {}
        limit_s = max(sections[index].time_limit.total_seconds() for index, _ in places)
        pairs = [_pair(cases[index], supports[index], number) for index, number in places]
        try:
            if self._second is None:
                raise SecondFailed("not_configured")
            scores = self._second.score(pairs, limit_s)
        except SecondFailed as failed:
            return {index: Lapse(f"model.{failed.cause}", sections[index].on_error) for index, _ in places}
        said: dict[int, dict[int, float]] = {}
        for (index, number), score in zip(places, scores, strict=True):
            said.setdefault(index, {})[number] = score
        for index, opinions in said.items():
            supports[index] = supports[index].having(opinions, sections[index].weight)
        return {}


def _section(case: Case) -> SecondPolicy:
    return case.policy.contradiction.second


def _unsure(support: Support, section: SecondPolicy) -> list[int]:
    """The sentences whose score lies between the policy's bounds, the weakest of them, at most so many."""
    unsure = [number for number, score in enumerate(support.scores) if section.above <= score <= section.below]
    return sorted(sorted(unsure, key=support.scores.__getitem__)[: section.sentences])


def _pair(case: Case, support: Support, number: int) -> Pair:
    place = support.place(number)
    near = [_said(case.passages[one.part].text, one) for one in support.around(number)]
    return Pair(_said(case.answers[place.part].text, place), " ".join(near)[:CONTEXT_CHARACTERS_MAX])


def _said(text: str, stretch: Stretch) -> str:
    start, end = place_of(text, stretch.first, stretch.last)
    return text[start:end]
