"""Rare events: their counts in the baseline's windows enter, the rates that would still be usual leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_DOUBT = 2.5
"""Standard deviations of its own error by which a rate is widened."""

_BLOCKS = (1, 4, 24)
"""Windows over which rare events may come in clumps."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Of each rare facet: events per event at most and at least, and how much they clump.

    Cannot see · what an hour or weekday does to a rate: rare events are too few to tell.

    Example:
        >>> rates = fit_rates(sums=np.full((100, 1), 1.0), over=np.full((100, 1), 100.0))
        >>> rates.low.round(4).tolist(), rates.high.round(4).tolist()  # of 1 in 100
        ([0.0075], [0.0126])
    """

    flip: NDArray[np.bool_]
    """What is rare is that the facet does not hold."""
    high: Floats
    low: Floats
    dispersion: Floats

    def count(self, sums: Floats, over: Floats) -> Floats:
        """The rare events among `over` events of which `sums` have the facet."""
        return np.where(self.flip, over - sums, sums)


def fit_rates(sums: Floats, over: Floats) -> Rates:
    """From shape (windows, facets)."""
    flip = sums.sum(0) > over.sum(0) / 2
    count = np.where(flip, over - sums, sums)
    total, n = count.sum(0), np.maximum(over.sum(0), 1)
    dispersion = np.maximum(1.0, np.max([_dispersion(count, over, size) for size in _BLOCKS], axis=0))
    doubt = _DOUBT * np.sqrt(dispersion * (total + 1))
    return Rates(flip, (total + 1 + doubt) / n, np.maximum(total - doubt, 0) / n, dispersion)


def _dispersion(count: Floats, over: Floats, size: int) -> Floats:
    """Variance over mean of the counts of blocks, drawn to 1 where there are few blocks."""
    blocks = len(count) // size
    if blocks < 2:
        return np.ones(count.shape[1])
    seen = count[: blocks * size].reshape(blocks, size, -1).sum(1)
    n = over[: blocks * size].reshape(blocks, size, -1).sum(1)
    expected = np.maximum(n * seen.sum(0) / np.maximum(n.sum(0), 1), 1e-9)
    found = (((seen - expected) ** 2 / expected).sum(0) + 2) / (blocks + 1)
    return np.where(seen.sum(0) > 0, found / (1 + np.sqrt(2 / blocks)), 1.0)
