"""The scale on which dense facets are watched: what a window measured enters, values with a known error leave.

Shares go by the arcsine of their root, so that their counting error does not depend on them; volume by its logarithm.

References:
    Anscombe: The transformation of Poisson, binomial and negative-binomial data, Biometrika 1948.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detectors.facets import Facet, Layout, Measured
from detectors.scores import NUMBER_FACETS, Floats

Bools = NDArray[np.bool_]

LEVEL_TOLERANCE = 0.02
"""Of the level of a number, relative: 2 % slower is no news."""

SPREAD_TOLERANCE = 0.03
"""Of the mean absolute normal score, which is 0.8 at rest."""

SHARE_TOLERANCE = 0.08
"""Of a share, relative; near 0 and 1 at least 0.15 percentage points."""

WORDS_TOLERANCE = 0.5
"""Of the distance of words, in its own standard deviations by chance."""

VOLUME_TOLERANCE = 1.3
"""Factor."""


class Watching:
    """The dense facets of a layout.

    Example:
        >>> from detectors.counts import Counts
        >>> from detectors.observation import Observation
        >>> from schemas.drift import Segment
        >>> pooled = Counts()
        >>> for action in ("allow", "allow", "allow", "quarantine") * 10:
        ...     pooled.update(Observation(Segment(), 0, 0, categories={"actions": (action,)}))
        >>> layout = Layout(pooled)
        >>> watching = Watching(layout, np.ones(len(layout.facets), bool))
        >>> values, noise, _ = watching.values(layout.measure(pooled))
        >>> at = [facet.name for facet in layout.facets].index("quarantine")
        >>> round(float(values[at]), 2), round(float(noise[at]), 4)  # arcsin of the root of 1/4 is 0.52
        (0.53, 0.0062)

    References:
        Anscombe: The transformation of Poisson, binomial and negative-binomial data, Biometrika 1948.
    """

    def __init__(self, layout: Layout, dense: Bools) -> None:
        self._layout, self._dense = layout, dense
        self._facets = [facet for facet, is_dense in zip(layout.facets, dense, strict=True) if is_dense]
        kinds = np.array([facet.kind for facet in self._facets])
        self._mean, self._share, self._volume = kinds == "mean", kinds == "share", kinds == "volume"
        self._own = np.array([self._own_error(facet) for facet in self._facets])

    def values(self, seen: Measured) -> tuple[Floats, Floats, Bools]:
        """Values, variances of their counting error, and which were seen at all."""
        sums, over, usual = (each[..., self._dense] for each in (seen.sums, seen.over, seen.usual))
        n = np.maximum(over, 1)
        share = _angle((sums + 0.375) / (n + 0.75)) - _angle(usual)
        volume = np.where(self._volume, sums, 0) + 0.5
        value = np.where(
            self._mean, sums / n - usual, np.where(self._share, share, np.where(self._volume, np.log(volume), sums))
        )
        rest = np.where(self._volume, 1 / volume, 1.0)
        noise = np.where(self._mean, self._own / n, np.where(self._share, self._own / (4 * n + 2), rest))
        return value, noise, over > 0

    def tolerances(self, sums: Floats, over: Floats) -> Floats:
        """Shifts too small to matter."""
        shares = np.clip(sums / np.maximum(over, 1), 0.01, 0.99)[self._dense]
        return np.array([self._tolerance(facet, share) for facet, share in zip(self._facets, shares, strict=True)])

    def _tolerance(self, facet: Facet, share: float) -> float:
        if facet.kind == "volume":
            return float(np.log(VOLUME_TOLERANCE))
        if facet.kind == "words":
            return WORDS_TOLERANCE
        if facet.kind == "mean":
            slope = self._layout.scales[facet.of[1]].slope
            return min(LEVEL_TOLERANCE * slope, 0.1) if facet.name == "p50" else SPREAD_TOLERANCE
        spread = share * (1 - share)
        return float(max(0.0015, SHARE_TOLERANCE * spread) / (2 * np.sqrt(spread)))

    def _own_error(self, facet: Facet) -> float:
        """Of a score, its variance; of a share, the part of its own variance that is left in it."""
        if facet.of[0] != "numbers":
            return 1.0
        scale, at = self._layout.scales[facet.of[1]], NUMBER_FACETS.index(facet.name)
        return float(scale.noise[at] / (1.0 if facet.kind == "mean" else scale.own[at]))


def _angle(share: Floats) -> Floats:
    found: Floats = np.arcsin(np.sqrt(np.clip(share, 0, 1)))
    return found
