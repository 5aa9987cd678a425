"""What the baseline expects of certain windows: their times enter, how far each facet usually is from its mean leaves.

Nights are compared with nights. A baseline is pooled over all hours; what it says of a facet is moved by the effects of
the hours and weekdays that are looked at, in the same way as the forecasts are. Only effects that repeat are allowed
for, so it never explains away a shift.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detectors.baseline import Baseline
from detectors.scores import Floats


class Usual:
    """Of windows that begin at these times, weighted by how much was seen in each.

    Example:
        >>> from detectors.baseline import Window
        >>> from detectors.counts import Counts
        >>> from detectors.observation import Observation
        >>> from schemas.drift import Segment
        >>> def hour(events):
        ...     counts = Counts()
        ...     for _ in range(events):
        ...         counts.update(Observation(Segment(), 0, 0))
        ...     return counts
        >>> hours = [Window(at * 3_600_000, hour(4 if at % 24 < 6 else 40)) for at in range(14 * 24)]
        >>> base = Baseline.learn(hours, 3_600_000)
        >>> events = [facet.field for facet in base.facets].index("events")
        >>> [round(Usual(base, [at * 3_600_000], [1.0]).volume(events), 1) for at in (3, 12)]  # of 31 an hour
        [0.1, 1.3]
    """

    def __init__(self, base: Baseline, times_ms: Sequence[int], weights: Sequence[float]) -> None:
        self._base = base
        self._dense_at = np.cumsum(base.dense) - 1
        self._effects = np.stack([base.seasons.at(time)[0] for time in times_ms]) if times_ms else None
        weight = np.maximum(np.array(weights, dtype=np.float64), 0.0)
        self._weight = weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), 1 / max(len(weight), 1))

    def factor(self, number: str) -> float:
        """By which values of a number are usually greater than over all hours."""
        at = self._base.layout.first_of(number)
        effects = self._of(at)
        if effects is None:
            return 1.0
        centre = float(self._base.centre[self._dense_at[at]])
        shifts = self._base.layout.scales[number].shift(centre + effects)
        return float(np.exp(self._weight @ shifts))

    def share(self, at: int, share: float) -> float:
        """A share over all hours, as it usually is in these."""
        effects = self._of(at)
        if effects is None or self._base.facets[at].kind != "share":
            return share
        effects = effects - self._of_all_events(at)
        angles = np.clip(np.arcsin(np.sqrt(min(max(share, 0.0), 1.0))) + effects, 0.0, np.pi / 2)
        return float(self._weight @ np.sin(angles) ** 2)

    def volume(self, at: int) -> float:
        """Factor of the number of events per window. Every window counts the same here, also an empty one."""
        effects = self._of(at)
        if effects is None:
            return 1.0
        mean = [np.exp(slots[:, self._dense_at[at]]).mean() for slots in self._slots()]
        return float(np.exp(effects).mean() / np.prod(mean))

    def _of_all_events(self, at: int) -> float:
        """Mean effect over all hours and weekdays, weighted by how many events each of them has."""
        volume, column = self._dense_at[0], self._dense_at[at]
        return sum(float(np.average(slots[:, column], weights=np.exp(slots[:, volume]))) for slots in self._slots())

    def _slots(self) -> tuple[Floats, Floats]:
        return self._base.seasons.hours, self._base.seasons.weekdays

    def _of(self, at: int) -> Floats | None:
        """Effects of the windows on a facet; None where the baseline knows none."""
        if self._effects is None or not self._base.dense[at]:
            return None
        found: Floats = self._effects[:, self._dense_at[at]]
        return found
