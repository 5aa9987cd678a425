"""How much a window differs from its forecast: what the bets are on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detectors.bets import RATIOS_DOWN, RATIOS_UP, SIZES, dense_gains, rare_gains
from detectors.scale import Bools
from detectors.scores import Floats

_LEAST_SIZE, _MOST_SIZE = 0.5, 6.0
_LEAST_RATIO, _MOST_RATIO = 1.3, 150.0
_CLIP = 4.0


@dataclass(frozen=True, slots=True)
class Surprise:
    """Of one window. `z` and `tolerance` have one element per dense facet, the rest one per rare facet.

    Example:
        >>> one, none = np.array([True]), np.zeros(0)
        >>> surprise = Surprise(one, one, np.array([3.0]), np.array([0.1]), none, none, none, none)
        >>> surprise.gains(threshold=12.0)[0, 0].round(1).tolist()  # of bets on six sizes of a shift up
        [0.6, 1.1, 1.8, 2.9, 4.0, 3.6]
    """

    dense: Bools
    seen: Bools
    z: Floats
    """Standard normal while nothing shifts."""
    tolerance: Floats
    count: Floats
    high: Floats
    low: Floats
    """Expected counts, at most and at least."""
    dispersion: Floats

    def gains(self, threshold: float) -> Floats:
        """Of all bets, shape (facets, 2, bets)."""
        found = np.zeros((len(self.dense), 2, len(SIZES)))
        found[self.dense] = dense_gains(self.z, self.tolerance)
        # At most half the threshold in one window, so that a clump of one window does not raise anything.
        found[~self.dense] = rare_gains(self.count, self.high, self.low, self.dispersion, threshold / 2.2)
        return found

    def bet_on(self, facet: int, side: int, bet: int, age: int) -> tuple[float, float]:
        """How far a facet has moved if its best bet is right: sum and what it is over, as `Raised` keeps them."""
        if self.dense[facet]:
            return float(SIZES[bet] * age), float(age)
        usual = float((self.high, self.low)[side][self._at(facet)]) * age + 1e-3
        return float((RATIOS_UP, RATIOS_DOWN)[side][bet]) * usual, usual

    def against(self, facet: int, side: int, moved: float, over: float) -> tuple[float, float, float]:
        """Sum and what it is over in this window; logarithm of the evidence that a facet no longer is moved so far."""
        at = self._at(facet)
        if self.dense[facet]:
            z = float(np.clip(-self.z[at] if side else self.z[at], -_CLIP, _CLIP + _MOST_SIZE))
            size = min(max(moved / over, _LEAST_SIZE), _MOST_SIZE)
            return z, 1.0, size * (size / 2 - z)
        usual, count = float((self.high, self.low)[side][at]), float(self.count[at])
        ratio = moved / over
        ratio = min(max(ratio, _LEAST_RATIO), _MOST_RATIO) if side == 0 else max(min(ratio, 1 / _LEAST_RATIO), 0.01)
        gain = ((ratio - 1) * usual - count * np.log(ratio)) / float(self.dispersion[at])
        return count, usual, float(gain)

    def _at(self, facet: int) -> int:
        before = int(self.dense[:facet].sum())
        return before if self.dense[facet] else facet - before
