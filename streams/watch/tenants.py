"""The detectors of all tenants whose windows meet on one partition: closed windows enter, reports and state leave.

A part of the merge (docs/decisions/watch-detectors.md), and as pure. Each tenant's windows are taken in one after
another, in order of time, those without an event included; how many at once is bounded, and what is left is taken in
next time, so the order of everything that is said never depends on when it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic_core import from_json

from detectors.baseline import Baseline
from detectors.counts import Counts, canonical
from detectors.monitor import Plan
from detectors.watermark import window_start
from schemas.drift import DriftReport, Segment
from streams.watch.lookout import Lookout, PartKey
from streams.watch.window import Window

MOST_TENANTS = 1_000
"""That have detectors on one partition; further ones are summarised only."""

_CLOSES_AT_ONCE = 1_000
"""Windows of segments that are taken in before what was said is written: some half a second of work."""

Entry = tuple[tuple[str | int, ...], bytes | None]
"""Key and value as the changelog keeps them, without the partition."""


@dataclass(frozen=True, slots=True)
class Detecting:
    """How windows are looked at."""

    plan: Plan
    baselines: Mapping[Segment, Baseline] = field(default_factory=dict)
    """Pinned ones."""


class Standing(NamedTuple):
    """How many there are now."""

    learning: int
    watching: int
    open_incidents: int


@dataclass(slots=True)
class Looked:
    """What came of a look at closed windows."""

    reports: list[DriftReport] = field(default_factory=list)
    done: list[Window] = field(default_factory=list)
    """Windows that nobody needs any more, once all of this is written."""
    state: tuple[list[Entry], ...] = ()
    """In steps: parts, up to where they hold, then removals in two."""


class Tenants:
    """Of one partition.

    Args:
        window_ms: windows of another length are summarised only: they were cut before somebody changed it.
        detecting: None where windows are summarised only.
    """

    def __init__(self, window_ms: int, detecting: Detecting | None) -> None:
        self._window_ms, self._detecting = window_ms, detecting
        self._lookouts: dict[str, Lookout] = {}
        self._parts: dict[str, dict[PartKey, bytes]] = {}
        self._through: dict[str, int | None] = {}

    def load(self, kind: str, fields: Sequence[Any], value: bytes) -> None:
        """One entry of the changelog; `loaded` follows the last."""
        if kind == "part":
            self._parts.setdefault(fields[0], {})[PartKey(*fields[1:])] = value
        elif kind == "through":
            said = from_json(value)
            self._through[fields[0]] = said["through"] if said["window_ms"] == self._window_ms else None

    def loaded(self) -> None:
        """Everything that was kept is there."""
        if self._detecting is not None:
            for tenant in sorted(self._parts.keys() | self._through.keys()):
                kept = self._through.get(tenant), self._parts.get(tenant)
                self._lookouts[tenant] = Lookout(self._detecting.plan, self._detecting.baselines, *kept)
        self._parts, self._through = {}, {}

    def look(self, closed_ms: int | None, closing: Iterable[Window], counts: Callable[[Window], Counts]) -> Looked:
        """Takes in windows that are closed. `closed_ms`: windows that end here or before are."""
        looked, stepped, left = Looked(), [], _CLOSES_AT_ONCE
        for tenant, windows in self._by_tenant(closing).items():
            lookout = self._lookout(tenant)
            if lookout is None:
                self._summarise_only(windows, counts, looked)
            elif left > 0:
                spent = _Look(lookout, self._window_ms, counts, looked).over(windows, closed_ms, left)
                left -= spent
                if spent or lookout.littered:
                    stepped.append(tenant)
        looked.state = self._changed(stepped)
        return looked

    def behind(self, closed_ms: int | None) -> bool:
        """Whether closed windows without an event wait to be taken in."""
        return any(next_start(each, self._window_ms, closed_ms, ()) is not None for each in self._lookouts.values())

    def baselines(self) -> dict[Segment, Baseline]:
        """What each segment is compared with."""
        watched = (each for lookout in self._lookouts.values() for each in lookout.monitor.watched.values())
        return {each.segment: each.baseline for each in watched if each.baseline is not None}

    def learning(self) -> dict[Segment, tuple[int, int]]:
        """Segments that learn: so many windows of so many."""
        found = [lookout.monitor.learning() for lookout in self._lookouts.values()]
        return {segment: count for each in found for segment, count in each.items()}

    def standing(self) -> Standing:
        """How many segments and incidents there are."""
        monitors = [lookout.monitor for lookout in self._lookouts.values()]
        learning = sum(len(monitor.learning()) for monitor in monitors)
        watched = sum(len(monitor.watched) for monitor in monitors)
        return Standing(learning, watched - learning, sum(monitor.open_incidents() for monitor in monitors))

    def _by_tenant(self, closing: Iterable[Window]) -> dict[str, list[Window]]:
        found: dict[str, list[Window]] = {tenant: [] for tenant in sorted(self._lookouts)}
        for window in closing:
            found.setdefault(window.tenant, []).append(window)
        return found

    def _lookout(self, tenant: str) -> Lookout | None:
        found = self._lookouts.get(tenant)
        if found is None and self._detecting is not None and len(self._lookouts) < MOST_TENANTS:
            found = self._lookouts[tenant] = Lookout(self._detecting.plan, self._detecting.baselines)
        return found

    def _summarise_only(self, windows: list[Window], counts: Callable[[Window], Counts], looked: Looked) -> None:
        looked.reports += [summary(window, counts(window)) for window in windows]
        looked.done += windows

    def _changed(self, tenants: list[str]) -> tuple[list[Entry], ...]:
        parts: list[Entry] = []
        through: list[Entry] = []
        stale: list[Entry] = []
        markers: list[Entry] = []
        for tenant in tenants:
            changes = self._lookouts[tenant].changes()
            parts += [(("part", tenant, *key), raw) for key, raw in changes.parts.items()]
            holds = {"through": self._lookouts[tenant].through_ms, "window_ms": self._window_ms}
            through.append((("through", tenant), canonical(holds)))
            stale += [(("part", tenant, *key), None) for key in changes.stale]
            markers += [(("part", tenant, *key), None) for key in changes.markers]
        return parts, through, stale, markers


class _Look:
    """One look of one tenant's detectors over its closed windows."""

    def __init__(self, lookout: Lookout, window_ms: int, counts: Callable[[Window], Counts], looked: Looked) -> None:
        self._lookout, self._window_ms, self._counts, self._looked = lookout, window_ms, counts, looked

    def over(self, closing: Sequence[Window], closed_ms: int | None, most: int) -> int:
        """Steps over the windows, `most` or a few more; how many windows of segments that were."""
        at = self._to_be_told(closing)
        spent = 0
        while spent < most:
            start_ms = next_start(self._lookout, self._window_ms, closed_ms, at)
            if start_ms is None:
                break
            self._step(start_ms, at.get(start_ms, []))
            spent += 1 + len(self._lookout.monitor.watched)
        return spent

    def _to_be_told(self, closing: Sequence[Window]) -> dict[int, list[Window]]:
        """By start. What a crash left behind after it was told is only removed."""
        at: dict[int, list[Window]] = {}
        through_ms = self._lookout.through_ms
        for window in closing:
            if through_ms is not None and window.start_ms <= through_ms:
                self._looked.done.append(window)
            elif window.end_ms - window.start_ms != self._window_ms:
                self._looked.reports.append(summary(window, self._counts(window)))
                self._looked.done.append(window)
            else:
                at.setdefault(window.start_ms, []).append(window)
        return at

    def _step(self, start_ms: int, windows: Sequence[Window]) -> None:
        counts = {window: self._counts(window) for window in windows}
        said = self._lookout.step(start_ms, {window.segment: each for window, each in counts.items()})
        for window, each in counts.items():
            learnt, to_learn = self._lookout.learning(window.segment)
            update = {"windows_learnt": learnt, "windows_to_learn": to_learn}
            self._looked.reports.append(summary(window, each).model_copy(update=update))
        self._looked.reports += said
        self._looked.done += windows


def summary(window: Window, counts: Counts) -> DriftReport:
    """Of a closed window."""
    return counts.report(window.segment, window.start_ms, window.end_ms)


def next_start(lookout: Lookout, window_ms: int, closed_ms: int | None, having: Iterable[int]) -> int | None:
    """Start of the next closed window of a tenant, be it empty. Nobody is told of silence before there was a voice."""
    if closed_ms is None:
        return None
    if lookout.through_ms is None or not lookout.monitor.watched:
        return min(
            (start for start in having if lookout.through_ms is None or start > lookout.through_ms), default=None
        )
    start_ms = lookout.through_ms + window_ms
    return start_ms if start_ms <= window_start(closed_ms, window_ms) - window_ms else None
