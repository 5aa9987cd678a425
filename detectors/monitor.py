"""Closed windows of all segments enter in order of time, reports leave: the one face of the detectors.

    monitor = Monitor(Plan(window_ms=3_600_000))
    for start_ms in starts:                              # every window in order, also those without an event
        for segment, counts in windows[start_ms].items():    # in any order
            monitor.take(segment, counts)
        for report in monitor.step(start_ms):                # DriftReport: kind `alert` or `release`
            ...

The same for a file and for a topic. A segment that was given no counts had no event; silence is seen. What leaves
follows from what entered and from nothing else: equal windows give equal reports, ids included, and equal state.

State: `parts()` gives everything as bytes by name, (segment key, part). `baseline` parts never change once they are
there, `learnt-…` parts are one per window while a segment learns, `state` parts change with every window, and
`monitor` is what segments share. Write those that differ from what was written last; `Monitor.of_parts` reads them.
Segments do not merge: one segment is watched in one place, and the counts it is fed merge before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from detectors.baseline import Baseline
from detectors.categories import OVERFLOW
from detectors.counts import Counts, canonical
from detectors.families import Families, family_of
from detectors.incidents import Incident, Incidents
from detectors.plan import Plan
from detectors.reports import alert_report, closing_report, release_report
from detectors.watched import Watched
from schemas.drift import DriftReport, Segment

Parts = dict[tuple[str, str], bytes]

IDLE_WINDOWS = 24
"""Without an event, after which a segment that never learnt enough may be forgotten."""

SHARED = ""
"""Segment key of the parts that segments share."""


class Monitor:
    """All segments that are watched here.

    Detects · lasting shifts of volume, numbers, categories, JSON paths and wording, per segment; silence.
    Cannot see · single events; what was wrong before it learnt; what only the whole of several segments shows.
    Costs · some 0.5 ms per window and segment (docs/drift.md), 37 KB per segment at rest, 1 MB while it learns.

    Args:
        baselines: by segment; a segment with one of its own does not learn.

    Example:
        >>> from detectors.observation import Observation
        >>> claims, monitor = Segment(workflow="claims"), Monitor(Plan(learn=48))
        >>> for hour in range(50):
        ...     counts = Counts()
        ...     for number in range(20):
        ...         latency_ms = number + (100 if hour < 48 else 200)
        ...         counts.update(Observation(claims, 0, 0, numbers={"latency_ms": latency_ms}))
        ...     monitor.take(claims, counts)
        ...     for report in monitor.step(hour * 3_600_000):
        ...         print(hour, report.alert.state, report.alert.explanation)
        49 open p50 latency_ms up 90 %: 209, was 110

    References:
        Shin, Ramdas, Rinaldo: E-detectors, 2023 (arXiv:2203.03532).
    """

    def __init__(self, plan: Plan, baselines: Mapping[Segment, Baseline] | None = None) -> None:
        self.plan = plan
        self._baselines = dict(baselines or {})
        self.watched: dict[Segment, Watched] = {}
        self._incidents: dict[Segment, Incidents] = {}
        self._families = Families(plan)
        self._taken: dict[Segment, Counts] = {}

    def take(self, segment: Segment, counts: Counts) -> None:
        """What was counted of a segment in the window that `step` will close."""
        self._taken[segment] = counts

    def step(self, start_ms: int) -> list[DriftReport]:
        """Closes the window that begins then."""
        taken = self._admitted(start_ms)
        threshold = self.plan.threshold(
            sum(len(each.baseline.facets) for each in self.watched.values() if each.baseline)
        )
        reports: list[DriftReport] = []
        for segment in sorted(self.watched, key=key_of):
            reports += self._close(segment, start_ms, taken.get(segment) or Counts(), threshold, taken)
        return reports

    def _admitted(self, start_ms: int) -> Mapping[Segment, Counts]:
        """What was taken, with room made for new segments, and those that find none counted together."""
        taken, self._taken = self._taken, {}
        admitted: dict[Segment, Counts] = {}
        if len(self.watched) + len(taken.keys() - self.watched.keys()) > self.plan.max_segments:
            self._make_room()
        for segment in sorted(taken, key=key_of):
            known = segment in self.watched or len(self.watched) < self.plan.max_segments
            at = segment if known else OVERFLOW
            if at not in self.watched:
                self._arrive(at, start_ms)
            if at == OVERFLOW:
                admitted.setdefault(at, Counts()).merge(taken[segment])
            else:
                admitted[at] = taken[segment]
        return admitted

    def _make_room(self) -> None:
        """Forgets segments that are still learning and have long had no event."""
        for segment, watched in list(self.watched.items()):
            if watched.baseline is None and watched.idle >= IDLE_WINDOWS:
                self.forget(segment)

    def learning(self) -> dict[Segment, tuple[int, int]]:
        """Segments that learn: so many windows of so many."""
        return {
            segment: (len(each.learnt), each.learn) for segment, each in self.watched.items() if each.baseline is None
        }

    def open_incidents(self) -> int:
        """Of all segments."""
        return sum(len(each.open) for each in self._incidents.values())

    def forget(self, segment: Segment) -> None:
        """Drops all that is known of a segment. Should it come again, it is new."""
        self.watched.pop(segment, None)
        self._incidents.pop(segment, None)
        self._families.forget(segment)

    def _arrive(self, segment: Segment, start_ms: int) -> None:
        released = self._families.arrive(segment, start_ms, self.watched)
        made = Watched(segment, self.plan, self.plan.learn_release if released else self.plan.learn)
        if segment in self._baselines:
            made.adopt(self._baselines[segment])
        self.watched[segment] = made
        self._incidents[segment] = Incidents(self.plan.window_ms)

    def _close(
        self, segment: Segment, start_ms: int, counts: Counts, threshold: float, taken: Mapping[Segment, Counts]
    ) -> Iterable[DriftReport]:
        watched = self.watched[segment]
        quiet = self._families.quiet(segment, taken)
        step = watched.close(start_ms, counts, threshold, quiet)
        end_ms = start_ms + self.plan.window_ms
        release = self._families.release(segment, counts, self.watched)
        if release is not None:
            yield release_report(segment, *release, end_ms)
        if watched.baseline is not None:
            self._incidents[segment].leads = watched.baseline.leads
        changes = self._incidents[segment].note(end_ms, step.raised, step.lowered)
        for state, incidents in (("open", changes.opened), ("update", changes.updated)):
            for incident in incidents:
                yield self._say(watched, incident, state, threshold)
        for incident in changes.closed:
            yield closing_report(segment, incident, end_ms)

    def _say(self, watched: Watched, incident: Incident, state: str, threshold: float) -> DriftReport:
        others = {each: [one.alert for one in kept.open if one.alert] for each, kept in self._incidents.items()}
        others.pop(watched.segment)
        nearby = self._families.nearby(watched.segment, incident.since_ms)
        return alert_report(watched, incident, state, threshold, others, nearby)

    # State.

    def parts(self) -> Parts:
        """All of it."""
        found: Parts = {}
        for segment, watched in self.watched.items():
            key = key_of(segment)
            found |= {(key, name): raw for name, raw in watched.parts().items()}
            found[key, "incidents"] = canonical([each.state() for each in self._incidents[segment].open])
        found[SHARED, "monitor"] = canonical(self._families.state())
        return found

    @classmethod
    def of_parts(cls, parts: Parts, plan: Plan, baselines: Mapping[Segment, Baseline] | None = None) -> Monitor:
        """The inverse of `parts`. Raises InvariantError for bytes that are none of ours."""
        made = cls(plan, baselines)
        by_segment: dict[str, dict[str, bytes]] = {}
        for (key, name), raw in parts.items():
            by_segment.setdefault(key, {})[name] = raw
        shared = by_segment.pop(SHARED, {})
        for _, its in sorted(by_segment.items()):
            watched = Watched.of_parts({name: raw for name, raw in its.items() if name != "incidents"}, plan)
            made.watched[watched.segment] = watched
            known = [Incident.of_state(state) for state in json.loads(its["incidents"])]
            made._incidents[watched.segment] = Incidents(plan.window_ms, known)
        if "monitor" in shared:
            made._families.restore(json.loads(shared["monitor"]))
        return made


@lru_cache(maxsize=4096)
def key_of(segment: Segment) -> str:
    """One text per segment."""
    return canonical(list(segment.model_dump().values())).decode()


__all__ = ["Monitor", "Parts", "Plan", "family_of", "key_of"]
