"""A topic watched again: what `watch` would have said of it, and did, window by window.

What enters are the doors of a cluster, read to where they end now; what leaves are summaries and alerts. It is the
work of `watch` itself, counted by partition and merged by tenant, in this process and without a trace on the cluster:
the same partitions, lateness, segments and budget give the same alerts, ids included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from detectors.baseline import Baseline
from detectors.counts import Counts
from detectors.observation import Observation, Skew, cut, observe
from schemas.drift import DriftReport, Segment
from streams.history.sources import Entry, Source
from streams.watch.cells import Cells
from streams.watch.merge import Merge
from streams.watch.plan import DriftPlan
from streams.watch.window import Rules

_FLUSH_RECORDS = 2_000
"""Records between flushes: a flush looks at all open windows."""

_NEVER_MS = 10**15

# Room between offsets for the copies of an event that `--inject volume` makes.
_COPIES = 128

Change = Callable[[Observation], Sequence[Observation]]


@dataclass
class Rerun:
    """A run over one history.

    Args:
        partitions: of each door.
    """

    plan: DriftPlan
    doors: tuple[str, ...]
    partitions: int
    change: Change | None = None
    reports: list[DriftReport] = field(default_factory=list)
    """Alerts and releases, in the order in which windows closed."""
    windows: dict[int, dict[Segment, Counts]] = field(default_factory=dict)
    """What was counted, for pictures."""
    fates: Counter[str] = field(default_factory=Counter)
    """What became of events."""

    def __post_init__(self) -> None:
        drift = self.plan.drift
        lateness_ms = int(self.plan.lateness.total_seconds() * 1000)
        # Nothing is idle before the end of history, so a silent partition holds windows open until then.
        rules = Rules(self.plan.window_ms, lateness_ms, _NEVER_MS, self.partitions, "partials", "drift")
        self._rules, self._by, self._cohort = rules, drift.segment_by, drift.cohort
        self._cells = [Cells(number, self.doors, rules, {}, 0) for number in range(self.partitions)]
        self._merge = Merge(0, rules, lambda _: b"", {}, self.plan.detecting)
        self._offset = 0

    def read(self, source: Source) -> None:
        """Takes in everything, and closes all windows."""
        for number, entry in enumerate(source, 1):
            self._take(entry)
            if number % _FLUSH_RECORDS == 0:
                self._flush(0, ended=False)
        self._flush(2 * _NEVER_MS, ended=True)

    def baselines(self) -> dict[Segment, Baseline]:
        """What each segment is compared with in the end."""
        return self._merge.tenants.baselines()

    def learning(self) -> dict[Segment, tuple[int, int]]:
        """Segments that never got beyond learning: so many windows of so many."""
        return self._merge.tenants.learning()

    def _take(self, entry: Entry) -> None:
        topic, partition, offset = entry.where
        seen = observe(entry.record, entry.broker_ms or 0, Skew(), self._cohort)
        seen = replace(seen, segment=cut(seen.segment, self._by))
        for copy, each in enumerate(self.change(seen) if self.change else (seen,)):
            fate = self._cells[partition].apply(topic, offset * _COPIES + copy, each, 0)
            self.fates[fate] += 1
            if fate == "counted":
                start_ms = each.time_ms // self._rules.window_ms * self._rules.window_ms
                self.windows.setdefault(start_ms, {}).setdefault(each.segment, Counts()).update(each)

    def _flush(self, now_ms: int, *, ended: bool) -> None:
        for cells in self._cells:
            for message in self._partials(cells, now_ms, ended):
                self._merge.apply(self._offset, message)
                self._offset += 1
        while self._merge.behind:
            self._merge.flush()
        self.reports += self._merge.published
        self._merge.published.clear()

    def _partials(self, cells: Cells, now_ms: int, ended: bool) -> Iterator[bytes | None]:
        """What the cells tell the merge; progress is told to every partition, and is wanted here once."""
        told = False
        for step in cells.flush(now_ms, lambda _topic, _applied: ended):
            for message in step:
                if message.topic != self._rules.partials:
                    continue
                progress = b'"progress"' in message.key
                if not (progress and told):
                    yield message.value
                told = told or progress
