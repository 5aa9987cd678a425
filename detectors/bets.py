"""E-detectors: standardised surprises of closed windows enter, evidence that something has shifted leaves.

Every bet multiplies its stake by a likelihood ratio whose mean is at most 1 while nothing has shifted, and starts
anew whenever it has lost everything. The mean time between false alarms at evidence `A` is then at least `A`
windows, whatever the number of bets, so an alert budget gives the threshold and nothing is left to tune.

References:
    Shin, Ramdas, Rinaldo: E-detectors, a nonparametric framework for sequential change detection, 2023
    (arXiv:2203.03532), e-CUSUM with a mixture of bets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

SIZES = np.array([0.3, 0.6, 1.0, 1.7, 2.7, 4.2])
"""Shifts that are bet on, in standard deviations of a window's surprise. One of them is near any that matters."""

RATIOS_UP = np.array([1.6, 2.5, 5.0, 12.0, 40.0, 150.0])
RATIOS_DOWN = np.array([0.7, 0.5, 0.3, 0.15, 0.05, 0.01])
"""For rare events: factors of their rate."""

_DEGREES = 12.0
"""Of freedom of Student's t. With Gaussian bets one odd window would page alone; with these it takes two or three."""


# Where the ratio is least. Below, t's heavy tails let it rise to 1 again, as if a surprise on one side were none.
_LEAST = (SIZES - np.sqrt(SIZES**2 + 4 * _DEGREES)) / 2


def _gain(z: Floats, size: Floats) -> Floats:
    """Logarithm of the likelihood ratio of t shifted by `size` to t; far on the other side it stays at its least."""
    z = np.maximum(z, _LEAST)
    found: Floats = (_DEGREES + 1) / 2 * np.log((1 + z**2 / _DEGREES) / (1 + (z - size) ** 2 / _DEGREES))
    return found


def _allowance() -> Floats:
    """Logarithm of the mean gain under a standard normal, so that the ratios have mean 1 at most there."""
    z = np.linspace(-9, 9, 3601)
    weight = np.exp(-(z**2) / 2)
    mean: Floats = np.log((weight[:, None] * np.exp(_gain(z[:, None], SIZES))).sum(0) / weight.sum())
    # The bets on great shifts would be allowed far more, were surprises normal in their tails; they need not be.
    return np.maximum(mean, -1.0)


_ALLOWANCE = _allowance()


def dense_gains(z: Floats, tolerance: Floats) -> Floats:
    """Gains of the bets on a shift up and down, shape (facets, 2, sizes).

    Args:
        z: surprise of each facet, standard normal while nothing shifts.
        tolerance: shift that is too small to matter, on the scale of z.
    """
    both = np.stack([z - tolerance, -z - tolerance], axis=1)[:, :, None]
    return _gain(both, SIZES) - _ALLOWANCE


def rare_gains(count: Floats, high: Floats, low: Floats, dispersion: Floats, cap: float) -> Floats:
    """Gains of the bets on a rate above `high` and below `low` (expected counts), shape (facets, 2, ratios)."""
    up = count[:, None] * np.log(RATIOS_UP) - (RATIOS_UP - 1) * high[:, None]
    down = count[:, None] * np.log(RATIOS_DOWN) - (RATIOS_DOWN - 1) * low[:, None]
    return np.minimum(np.stack([up, down], axis=1) / dispersion[:, None, None], cap)


class Evidence:
    """Logarithms of the stakes of all bets, and for how many windows each has run.

    Detects · a lasting shift of a surprise, up or down, whatever its size; the greater, the sooner.
    Cannot see · one odd window; a shift so slow that the forecast follows it.
    Costs · 12 stakes and 12 ages per facet, 72 bytes at rest.

    Example:
        >>> evidence = Evidence(facets=1)
        >>> for surprise in (0.0, 0.0, 3.0, 3.0, 3.0, 3.0):
        ...     gains = dense_gains(np.array([surprise]), tolerance=np.array([0.1]))
        ...     evidence.update(gains, seen=np.array([True]), most=50.0)
        >>> logs, ages, _ = evidence.leading()
        >>> round(float(logs[0, 0])), int(ages[0, 0]), round(float(logs[0, 1]))  # up, for 4 windows; down
        (14, 4, -2)

    References:
        Shin, Ramdas, Rinaldo: E-detectors, 2023 (arXiv:2203.03532), e-CUSUM with a mixture of bets.
    """

    def __init__(self, facets: int) -> None:
        self.stakes: Floats = np.zeros((facets, 2, len(SIZES)))
        self.ages: Ints = np.zeros((facets, 2, len(SIZES)), np.int32)

    def update(self, gains: Floats, seen: NDArray[np.bool_], most: float) -> None:
        """One window. Facets not seen in it keep their stakes; no stake's logarithm grows beyond `most`."""
        fresh = self.stakes <= 0
        stakes = np.minimum(np.where(fresh, 0.0, self.stakes) + gains, most)
        ages = np.where(fresh, 1, self.ages + 1)
        self.stakes = np.where(seen[:, None, None], stakes, self.stakes).astype(np.float32).astype(np.float64)
        self.ages = np.where(seen[:, None, None], ages, self.ages).astype(np.int32)

    def leading(self) -> tuple[Floats, Ints, NDArray[np.intp]]:
        """Of each facet and direction: logarithm of the evidence, age in windows of the best bet, and which it is."""
        lead = self.stakes.argmax(axis=2)
        ages = np.take_along_axis(self.ages, lead[:, :, None], axis=2)[:, :, 0]
        return np.logaddexp.reduce(self.stakes, axis=2) - np.log(self.stakes.shape[2]), ages, lead

    def state(self) -> dict[str, NDArray[Any]]:
        """As it is kept."""
        return {"stakes": self.stakes.astype(np.float32), "ages": np.minimum(self.ages, 65_535).astype(np.uint16)}

    def restore(self, kept: Mapping[str, NDArray[Any]]) -> None:
        """The inverse of `state`."""
        self.stakes, self.ages = kept["stakes"].astype(np.float64), kept["ages"].astype(np.int32)

    def reset(self, facet: int) -> None:
        """Forgets the stakes of one facet."""
        self.stakes[facet] = 0.0
        self.ages[facet] = 0
