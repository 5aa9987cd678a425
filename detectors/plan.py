"""How to watch: the few things that somebody chooses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MONTH_MS = 30 * 86_400_000


KEPT = 0.5
"""Part of the budget that is spent; the other half is for noise of a kind that no model foresees."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The same for all segments.

    Example:
        >>> rare, often = Plan(pages_per_month=1.0), Plan(pages_per_month=10.0)
        >>> round(rare.threshold(series=100), 1), round(often.threshold(series=100), 1)
        (11.9, 9.6)
    """

    window_ms: int = 3_600_000
    learn: int = 336
    """Windows to learn from before the first alert: two weeks of hours, so that weekdays are seen twice."""
    learn_events: int = 200
    """Events that they must hold at least."""
    learn_release: int = 48
    """Windows to learn from where a new version takes over from one that was watched."""
    pages_per_month: float = 1.0
    """False ones that are acceptable, over everything that is watched."""
    series: int = 0
    """Facets of all segments together, where that is known; 0: as many as are watched here."""

    max_segments: int = 1_000
    """Watched at once; those that come when there are as many are watched together, as one named `other`."""

    def threshold(self, series: int) -> float:
        """Logarithm of the evidence that raises a facet, where so many are watched here.

        The mean time between false alarms of an e-detector is at least its threshold, in windows.
        """
        windows = MONTH_MS / self.window_ms
        return float(np.log(max(windows * max(series, self.series) / (KEPT * self.pages_per_month), 20.0)))
