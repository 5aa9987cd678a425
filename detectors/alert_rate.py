"""A threshold from scores, so that a stated share of events falls below it.

What enters are the scores of a stream's own events and the share of alerts that is wanted; what leaves is a threshold
and how sure it is. Distribution-free: the k-th smallest of n scores, with k = floor(rate (n + 1)), has an expected
share of at most k / (n + 1) of exchangeable new scores below it (Vovk, Gammerman and Shafer, "Algorithmic Learning in
a Random World", 2005, proposition 2.3; Papadopoulos et al., "Inductive confidence machines", 2002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ALERTS_MIN = 5
"""Scores below the threshold that it must rest on. With fewer the true rate may be several times the wanted one."""
SCORES_MIN = 100
"""Below this no rate is told, however high: a quantile of fewer is a guess."""

_Z = 1.959964
"""Of 95 %, both sides."""


class TooFewScores(Exception):
    """There are not enough scores for this rate.

    The operator: calibrates on more of the stream, or asks for a higher rate.
    """

    def __init__(self, given: int, needed: int) -> None:
        super().__init__(f"{given} scores are too few; this alert rate needs {needed}")
        self.given, self.needed = given, needed


@dataclass(frozen=True, slots=True)
class Calibration:
    """A threshold, and what to expect of it."""

    threshold: float
    scores: int
    below: int
    """Of the scores that it was set by."""
    expected: float
    """At most this share of new events falls below it, on average over streams like this one."""
    low: float
    high: float
    """The 95 % binomial interval (Wilson, 1927) of the share, from how many of the scores fall below."""


def scores_needed(rate: float) -> int:
    """How many scores a rate needs.

    >>> scores_needed(0.01), scores_needed(0.2)
    (499, 100)
    """
    return max(SCORES_MIN, math.ceil(ALERTS_MIN / rate) - 1)


def calibrated(scores: Sequence[float], rate: float) -> Calibration:
    """The threshold of a rate between 0 and 1, both excluded. Raises TooFewScores.

    Equal scores fall on the same side: where many are equal, fewer than the rate are below.

    >>> found = calibrated([number / 1000 for number in range(1000)], 0.01)
    >>> found.threshold, found.below, round(found.expected, 4)
    (0.009, 9, 0.01)
    """
    count = len(scores)
    if count < scores_needed(rate):
        raise TooFewScores(count, scores_needed(rate))
    # A product that is whole but for the last bit of its floats is meant to be whole.
    place = math.floor(rate * (count + 1) + 1e-9)
    threshold = sorted(scores)[place - 1]
    below = sum(score < threshold for score in scores)
    return Calibration(threshold, count, below, place / (count + 1), *_interval(place, count))


def _interval(hits: int, count: int) -> tuple[float, float]:
    share, spread = hits / count, _Z**2 / count
    middle = share + spread / 2
    width = _Z * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, (middle - width) / (1 + spread)), min(1.0, (middle + width) / (1 + spread))
