"""What is usual: counts of the windows that were learnt from enter, an immutable baseline leaves.

A baseline holds the pooled counts, the layout of the facets that follows from them, and for each facet how it varied:
dense facets (something in every window) have models of their variation, rare ones a rate with its dispersion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.counts import Counts
from detectors.drifting import Floats, Models, fit
from detectors.facets import NUMBER_FACETS, Facet, Layout
from detectors.seasons import Seasons, fit_seasons

Bools = NDArray[np.bool_]

DENSE = 1.5
"""Expected events per window from which a share is measured as a number of its own."""

_DOUBT = 2.5
"""Standard deviations of its own error by which the rate of a rare event is widened."""

_BLOCKS = (1, 4, 24)
"""Windows over which rare events may come in clumps."""


@dataclass(frozen=True, slots=True)
class Window:
    """One closed window of a segment."""

    start_ms: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Rates:
    """Of the rare facets: their rate per event, at most and at least, and how much they clump."""

    flip: Bools
    """What is rare is that the facet does not hold."""
    high: Floats
    low: Floats
    dispersion: Floats


class Baseline:
    """What a segment's windows looked like.

    Args:
        windows: in order of time, at least 2.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        self.start_ms, self.end_ms = windows[0].start_ms, windows[-1].start_ms
        self.windows = len(windows)
        self.counts = Counts()
        for window in windows:
            self.counts.merge(window.counts)
        self.layout = Layout.of(self.counts)
        measured = [self.layout.measure(window.counts) for window in windows]
        sums, over, usual = (np.stack([getattr(m, name) for m in measured]) for name in ("sums", "over", "usual"))
        self.sums, self.over = sums.sum(0), over.sum(0)
        self.dense = self._dense(len(windows))
        self._noise = self._unit_noise()
        self._fit_dense(sums, over, usual, np.array([window.start_ms for window in windows]))
        self.rates = _rates(sums[:, ~self.dense], over[:, ~self.dense])

    @property
    def facets(self) -> tuple[Facet, ...]:
        """All that is watched."""
        return self.layout.facets

    def _dense(self, windows: int) -> Bools:
        volume = np.array([facet.kind != "share" for facet in self.facets])
        lesser = np.minimum(self.sums, self.over - self.sums) / windows
        return volume | (lesser >= DENSE)

    def _fit_dense(self, sums: Floats, over: Floats, usual: Floats, times_ms: NDArray[np.int64]) -> None:
        values, noise, seen = self.values(sums[:, self.dense], over[:, self.dense], usual[:, self.dense])
        weight = seen.astype(float)
        self.centre: Floats = (weight * values).sum(0) / np.maximum(weight.sum(0), 1)
        values = np.where(seen, values - self.centre, 0.0)
        self.seasons: Seasons = fit_seasons(values, seen, times_ms)
        effects = np.stack([self.seasons.at(int(time))[0] for time in times_ms])
        self.models: Models = fit(np.where(seen, values - effects, 0.0), noise, seen)
        self.tolerance = self._tolerances()

    def values(self, sums: Floats, over: Floats, usual: Floats) -> tuple[Floats, Floats, Bools]:
        """Of the dense facets: value on the scale on which it is watched, variance of its counting error, whether seen.

        Shares go by the arcsine of their root (Anscombe 1948), volume by its logarithm.
        """
        kinds = np.array([facet.kind for facet, dense in zip(self.facets, self.dense, strict=True) if dense])
        seen = over > 0
        n = np.maximum(over, 1)
        share = np.arcsin(np.sqrt(np.clip((sums + 0.375) / (n + 0.75), 0, 1))) - np.arcsin(
            np.sqrt(np.clip(usual, 0, 1))
        )
        volume = np.where(kinds == "volume", sums, 0) + 0.5
        which = [kinds == "mean", kinds == "share"]
        value = np.select(which, [sums / n - usual, share], np.log(volume))
        noise = np.select(which, [self._noise / n, self._noise / (4 * n + 2)], 1 / volume)
        return value, noise, seen

    def _unit_noise(self) -> Floats:
        """Of each dense facet: variance of a score; of a share, the part of its own variance that is left in it."""
        found = []
        for facet, dense in zip(self.facets, self.dense, strict=True):
            if dense and facet.of[0] == "numbers":
                at = NUMBER_FACETS.index(facet.name)
                scale = self.layout.scales[facet.of[1]]
                found.append(scale.noise[at] / (1.0 if facet.kind == "mean" else scale.own[at]))
            elif dense:
                found.append(1.0)
        return np.array(found)

    def _tolerances(self) -> Floats:
        """Shifts too small to matter, on the scale on which each dense facet is watched."""
        found = []
        for at in np.flatnonzero(self.dense):
            facet = self.facets[at]
            if facet.kind == "volume":
                found.append(np.log(1.3))
            elif facet.kind == "mean":
                slope = self.layout.scales[facet.of[1]].slope
                found.append(min(0.03 * slope, 0.1) if facet.name == "p50" else 0.03)
            else:
                share = min(max(self.sums[at] / max(self.over[at], 1), 0.01), 0.99)
                spread = np.sqrt(share * (1 - share))
                found.append(max(0.003, 0.08 * share * (1 - share)) / (2 * spread))
        return np.array(found)


def _rates(sums: Floats, over: Floats) -> Rates:
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
