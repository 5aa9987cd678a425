"""Closed windows of all segments enter in order of time, alerts leave.

The one face of the detectors, the same for a file and for a topic:

    monitor = Monitor(Plan(window_ms=3_600_000))
    for start_ms in ...:                        # every window, in order
        for segment, counts in ...:             # what was counted in it
            alerts += monitor.close(segment, start_ms, counts)
        alerts += monitor.end_of(start_ms)      # segments that had no event in it are told so

A segment learns first, and never pages then. Its whole state is `Watched`; `encode` gives equal bytes for equal
windows, so that a replay ends in the same state and says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detectors.alerts import Alert, Direction
from detectors.baseline import Baseline, Window
from detectors.bets import Evidence, dense_gains, rare_gains
from detectors.counts import Counts
from schemas.drift import Segment

MONTH_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How to watch."""

    window_ms: int = 3_600_000
    learn: int = 336
    """Windows to learn from before the first alert: two weeks of hours, so that weekdays are seen twice."""
    pages_per_month: float = 1.0
    """False ones that are acceptable, over everything that is watched."""
    segments: int = 1
    """Over how many segments the budget is spread."""


class Watched:
    """One segment: learning, then watching."""

    def __init__(self, segment: Segment, plan: Plan) -> None:
        self.segment, self.plan = segment, plan
        self.learning: list[Window] = []
        self.baseline: Baseline | None = None
        self.open: dict[tuple[int, int], Alert] = {}

    def close(self, start_ms: int, counts: Counts) -> list[Alert]:
        """Takes in the next window."""
        if self.baseline is None:
            self.learning.append(Window(start_ms, counts))
            if len(self.learning) >= self.plan.learn:
                self.adopt(Baseline(self.learning))
            return []
        return self._watch(start_ms, counts, self.baseline)

    def adopt(self, baseline: Baseline) -> None:
        """From here on, this is what is usual."""
        self.baseline, self.learning = baseline, []
        self.evidence = Evidence(len(baseline.facets))
        series = len(baseline.facets) * self.plan.segments
        windows = MONTH_MS / self.plan.window_ms
        self.threshold = float(np.log(windows * series / self.plan.pages_per_month))

    def _watch(self, start_ms: int, counts: Counts, base: Baseline) -> list[Alert]:
        seen_now = base.layout.measure(counts)
        sums, over, usual = seen_now.sums, seen_now.over, seen_now.usual
        gains = np.zeros(self.evidence.stakes.shape)
        seen = over > 0
        gains[base.dense] = self._dense_gains(base, start_ms, sums[base.dense], over[base.dense], usual[base.dense])
        rare = ~base.dense
        count = np.where(base.rates.flip, over[rare] - sums[rare], sums[rare])
        gains[rare] = rare_gains(
            count,
            base.rates.high * over[rare],
            base.rates.low * over[rare],
            base.rates.dispersion,
            self.threshold / 2.2,
        )
        self.evidence.update(gains, seen)
        return self._alerts(start_ms, base)

    def _dense_gains(
        self, base: Baseline, start_ms: int, sums: np.ndarray, over: np.ndarray, usual: np.ndarray
    ) -> np.ndarray:
        values, noise, seen = base.values(sums, over, usual)
        effect, effect_variance = base.seasons.at(start_ms)
        values = values - base.centre - effect
        models = base.models
        mean, variance = models.forecast(noise + effect_variance)
        weight = models.weight
        middle = (weight * mean).sum(1)
        spread = np.sqrt((weight * (variance + mean**2)).sum(1) - middle**2)
        lasting = (weight * models.lasting(variance)).sum(1)
        z = (values - middle) / spread
        models.learn(values[:, None] - mean, variance, seen[:, None].astype(float))
        return dense_gains(z, base.tolerance * lasting / spread)

    def _alerts(self, start_ms: int, base: Baseline) -> list[Alert]:
        logs, ages = self.evidence.logs(), self.evidence.since()
        found = []
        for at, side in zip(*np.nonzero((logs >= self.threshold) & (ages >= 2)), strict=True):
            key = (int(at), int(side))
            if key in self.open:
                continue
            facet = base.facets[at]
            direction: Direction = "up" if side == 0 else "down"
            since = start_ms - (int(ages[at, side]) - 1) * self.plan.window_ms
            alert = Alert(
                self.segment,
                facet.field,
                facet.name,
                direction,
                start_ms + self.plan.window_ms,
                since,
                "medium",
                f"{facet.field} {facet.name} {direction}",
                evidence=float(logs[at, side]),
            )
            self.open[key] = alert
            found.append(alert)
        return found


class Monitor:
    """All segments."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.watched: dict[Segment, Watched] = {}

    def close(self, segment: Segment, start_ms: int, counts: Counts) -> list[Alert]:
        """Takes in a closed window of a segment; windows of one segment come in order of time."""
        found = self.watched.get(segment)
        if found is None:
            found = self.watched[segment] = Watched(segment, self.plan)
        return found.close(start_ms, counts)
