"""Numbers on one scale: the baseline's buckets enter, scores of any bucket leave.

What is told apart is where the whole distribution lies, how wide it is, and its tails.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.buckets import EDGES, Buckets

Floats = NDArray[np.float64]

NUMBER_FACETS = ("p50", "spread", "p90", "p99", "p10")
"""Of every number. `p50` is the whole distribution moving, measured by the mean of normal scores."""

_SHIFTS = np.linspace(-1.5, 1.5, 101)
"""Logarithms of factors by which a whole baseline is thought to have moved."""

_LOG_EDGES = np.log(np.maximum(np.array(EDGES, dtype=np.float64), 0.5))

_LEAST_VARIANCE = 0.02
"""Of a score. A number that never varied in the baseline may vary a little after it."""

_SCORE_CAP = 2.5
_NORMAL = NormalDist()


class Scale:
    """How the values of one number are scored, from the values of the baseline.

    Each bucket has its normal score: the quantile of the standard normal distribution at its mid-rank in the
    baseline. So whatever the distribution, ties included, location and spread are compared on one known scale.
    Spread and tails are compared with what they would be had the whole baseline moved by as many per cent as the
    middle did: a number that is up 20 % as a whole has not also got a heavier tail.

    Cannot see · a shift that leaves every value in its bucket.

    Example:
        >>> before, after = Buckets(), Buckets()
        >>> for value in range(100, 200):
        ...     before.add(value)
        ...     after.add(value * 115 // 100)
        >>> scale = Scale(before)
        >>> sums, values = scale.sums(after)
        >>> round(float(np.exp(scale.shift(sums[0] / values))), 2)
        1.15

    References:
        Hajek, Sidak, Sen: Theory of Rank Tests, 1999 (normal scores).
    """

    __slots__ = ("_moved", "_moved_mean", "noise", "own", "slope", "table")

    def __init__(self, values: Buckets) -> None:
        index, count = _plausible(values)
        share = count / count.sum()
        upto = np.cumsum(share)
        ranks = np.interp(
            np.arange(len(EDGES)), index, np.clip(upto - share / 2, 1e-9, 1 - 1e-9), left=1e-9, right=1 - 1e-9
        )
        score = np.clip(np.array([_NORMAL.inv_cdf(rank) for rank in ranks]), -_SCORE_CAP, _SCORE_CAP)
        p10, p90, p99 = (
            int(index[min(int(np.searchsorted(upto, at - 1e-12)), len(index) - 1)]) for at in (0.1, 0.9, 0.99)
        )
        at = np.arange(len(EDGES))
        self.table = np.stack([score, np.abs(score), at > p90, at > p99, at < p10]).astype(np.float64)
        self._moved = np.stack([self._after(shift, index, share) for shift in _SHIFTS], axis=1)
        self._moved_mean = np.maximum.accumulate(self._moved[0])
        self.noise = self._noise(index, share)
        mean = self.table[:, index] @ share
        self.own = np.maximum(self.table[:, index] ** 2 @ share - mean**2, _LEAST_VARIANCE)
        self.slope = _slope(values)

    def sums(self, values: Buckets | None) -> tuple[Floats, int]:
        """Sums of the scores in the order of `NUMBER_FACETS`, and over how many values."""
        if values is None:
            return np.zeros(len(NUMBER_FACETS)), 0
        index, count = _plausible(values)
        return self.table[:, index] @ count, int(count.sum())

    def usual(self, mean: float) -> Floats:
        """Mean of each score after a shift of everything that gives this mean of the first; 0 for the first itself."""
        shift = float(self.shift(mean))
        at = (shift - float(_SHIFTS[0])) / float(_SHIFTS[1] - _SHIFTS[0])
        low = min(int(at), len(_SHIFTS) - 2)
        found: Floats = self._moved[:, low] * (low + 1 - at) + self._moved[:, low + 1] * (at - low)
        found[0] = 0.0
        return found

    def shift(self, mean: Floats | float) -> Any:
        """Logarithm of the factor by which everything has moved where the mean of the first score is this."""
        return np.interp(mean, self._moved_mean, _SHIFTS)

    def _after(self, shift: float, index: NDArray[np.int64], share: Floats) -> Floats:
        moved = np.interp(_LOG_EDGES[index] + shift, _LOG_EDGES, np.arange(len(EDGES)))
        low = np.minimum(moved.astype(np.int64), len(EDGES) - 2)
        part = moved - low
        found: Floats = (self.table[:, low] * (1 - part) + self.table[:, low + 1] * part) @ share
        return found

    def _noise(self, index: NDArray[np.int64], share: Floats) -> Floats:
        """Variance of each score of one value, less what goes with the first."""
        middle = len(_SHIFTS) // 2
        slopes = self._moved[:, middle + 2] - self._moved[:, middle - 2]
        lean = np.where(np.arange(len(slopes)) > 0, slopes / max(slopes[0], 1e-9), 0.0)
        rest = self.table[:, index] - lean[:, None] * self.table[0, index]
        mean = rest @ share
        found: Floats = np.maximum(rest**2 @ share - mean**2, _LEAST_VARIANCE)
        return found


def has_values(values: Buckets) -> bool:
    """True where there is something to make a scale of."""
    return len(_plausible(values)[0]) > 0


def _plausible(values: Buckets) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Without the end of the scale, where the absurd lies: 1e308 tokens are counted, and move nothing."""
    index, count = values.arrays()
    end = int(np.searchsorted(index, len(EDGES) - 1))
    return index[:end], count[:end]


def _slope(values: Buckets) -> float:
    """Normal scores per unit of the logarithm of the value, around the middle."""
    low, high = (values.quantile(share) or 0 for share in (0.25, 0.75))
    return 1.349 / float(np.log((high + 1) / (low + 1))) if high > low else 10.0
