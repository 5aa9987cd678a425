"""How much less to trust the forecasts: the surprises of the baseline enter, a factor for each facet leaves.

Noise may be of a kind that no model foresees: jumps, heavy tails, cycles of another length. The baseline then surprises
its own forecasts, and would have paged. Its surprises are made smaller until it would not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.bets import Evidence, dense_gains
from detectors.scores import Floats

FACTORS = (1.0, 1.15, 1.35, 1.7, 2.2, 3.0)

_BURN_IN = 24
"""Windows in which the forecasts find their level."""

_CHANCE = 8
"""Evidence that one baseline in so many reaches by chance."""


def caution(surprises: Floats, lasting: Floats, tolerance: Floats, seen: NDArray[np.bool_]) -> Floats:
    """By how much the standard deviation of each facet's forecasts is widened.

    Args:
        surprises, lasting, seen: of shape (windows, facets); `lasting` per standard deviation.
    """
    windows, facets = surprises.shape
    allowed = np.log(_CHANCE * max(windows, _BURN_IN))
    found = np.full(facets, FACTORS[-1])
    for factor in reversed(FACTORS[:-1]):
        evidence = Evidence(facets)
        most = np.zeros(facets)
        for t in range(min(_BURN_IN, windows // 3), windows):
            evidence.update(dense_gains(surprises[t] / factor, tolerance * lasting[t] / factor), seen[t], most=50.0)
            most = np.maximum(most, evidence.leading()[0].max(axis=1))
        found = np.where(most <= allowed, factor, found)
    return found
