"""Where parts meet: partials of all partitions enter in offset order, one summary per closed window leaves, and alerts.

The second half of `watch` (docs/decisions/watch-aggregation.md). Pure, as the first. Everything here follows from
the order of one partition of the partials topic alone, so a report that a crash makes us publish again is equal to
the first in every byte. All windows of a tenant come here; its detectors step once for each, in order of time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from detectors.baseline import Baseline
from detectors.counts import Counts, canonical
from detectors.monitor import Plan
from detectors.watermark import Mark, frontier, window_start
from schemas.drift import DriftReport, Segment
from streams.watch_flush import Flush, Outgoing
from streams.watch_lookout import Lookout, PartKey
from streams.watch_window import Rules, Window

MOST_TENANTS = 1_000
"""That have detectors on one partition; further ones are summarised only."""

_CLOSES_A_FLUSH = 1_000
"""Windows of segments that the detectors take in before what they say is written: some half a second of work."""


@dataclass(frozen=True, slots=True)
class Detecting:
    """How windows are looked at."""

    plan: Plan
    baselines: Mapping[Segment, Baseline] = field(default_factory=dict)
    """Pinned ones."""


@dataclass(slots=True)
class Whole:
    """One window of one segment, as far as its parts have come. A part that comes again changes nothing."""

    shares: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Counts by partition of the doors."""
    late: dict[str, int] = field(default_factory=dict)
    """Events that came for windows reported already, by partition and start of their window."""

    def encode(self) -> bytes:
        """As the changelog keeps it."""
        return canonical({"shares": self.shares, "late": self.late})

    def counts(self) -> Counts:
        """Of all partitions together."""
        merged = Counts()
        for _, share in sorted(self.shares.items(), key=lambda item: int(item[0])):
            merged.merge(Counts.of_state(share))
        merged.late += sum(self.late.values())
        return merged


class Standing(NamedTuple):
    """How many there are now."""

    learning: int
    watching: int
    open_incidents: int


class Merge:
    """The windows of the segments that have their home on one partition of the partials topic."""

    def __init__(
        self,
        partition: int,
        rules: Rules,
        encode: Callable[[DriftReport], bytes],
        kept: Mapping[bytes, bytes],
        detecting: Detecting | None = None,
    ) -> None:
        self.partition = partition
        self.rules = rules
        self._encode = encode
        self._detecting = detecting
        self._lookouts: dict[str, Lookout] = {}
        """Detectors by tenant."""
        self._applied = -1
        self._closed_ms: int | None = None
        """Windows that end here or before are reported."""
        self._sources: dict[int, Mark] = {}
        """How far each partition of the doors says it is complete."""
        self._wholes: dict[Window, Whole] = {}
        self._dirty: set[Window] = set()
        self._moved = False
        self.said: list[DriftReport] = []
        """What the detectors said since somebody last emptied it."""
        self._load(kept)

    def applied(self, topic: str) -> int:
        """Highest offset of the partials that was dealt with; -1 before the first."""
        return self._applied

    def apply(self, offset: int, raw: bytes | None) -> bool:
        """Take in the next message of the partials; False where it was taken in before, or is none of ours."""
        if offset <= self._applied:
            return False
        self._applied, self._moved = offset, True
        try:
            message = json.loads(raw or b"")
            if "counts" in message:
                self._take(int(message["partition"]), Window(*message["window"]), message["counts"])
            else:
                self._progress(int(message["partition"]), Mark(message["closed"], message["idle"]))
        except (ValueError, KeyError, TypeError):
            return False  # somebody else wrote to our topic
        return True

    def flush(self) -> Flush:
        """What to write, in steps: windows, then the head that says what is closed, then summaries and alerts, then the
        state of the detectors, then up to which window it holds, then removals.

        What the detectors said is published before their state is written, so that a crash never swallows an alert.
        """
        wholes = [self._kept(window) for window in sorted(self._dirty)]
        self._dirty.clear()
        head = self._head()
        closing = sorted(window for window in self._wholes if self._is_closed(window.end_ms))
        reports: list[Outgoing] = []
        left = _CLOSES_A_FLUSH
        done: list[Window] = []
        stepped: list[str] = []
        for tenant, windows in self._by_tenant(closing).items():
            if self._detecting is None:
                reports += [self._summary(window) for window in windows]
                done += windows
            elif left > 0:
                left -= self._look(tenant, windows, left, reports, done, stepped)
        parts, through, stale, markers = self._states(stepped)
        removals = [self._forget(window) for window in done] + stale
        return [step for step in (wholes, head, reports, parts, through, removals, markers) if step]

    def _by_tenant(self, closing: list[Window]) -> dict[str, list[Window]]:
        found: dict[str, list[Window]] = {tenant: [] for tenant in sorted(self._lookouts)}
        for window in closing:
            found.setdefault(window.tenant, []).append(window)
        return found

    def _look(
        self,
        tenant: str,
        closing: list[Window],
        most: int,
        reports: list[Outgoing],
        done: list[Window],
        stepped: list[str],
    ) -> int:
        """Steps the detectors of a tenant over its closed windows, in order, those without an event included."""
        lookout = self._lookout(tenant)
        at: dict[int, list[Window]] = {}
        for window in closing:
            told = lookout is not None and lookout.through_ms is not None and window.start_ms <= lookout.through_ms
            if told or lookout is None or window.end_ms - window.start_ms != self.rules.window_ms:
                reports += [] if told else [self._summary(window)]
                done.append(window)
            else:
                at.setdefault(window.start_ms, []).append(window)
        spent = 0
        while lookout is not None and spent < most:
            start_ms = self._next(lookout, at)
            if start_ms is None:
                break
            windows = at.get(start_ms, [])
            said = lookout.step(start_ms, {window.segment: self._wholes[window].counts() for window in windows})
            reports += [self._summary(window, lookout) for window in windows]
            reports += [self._said(report, start_ms) for report in said]
            self.said += said
            done += windows
            spent += 1 + len(lookout.monitor.watched)
        if spent or (lookout is not None and lookout.littered):
            stepped.append(tenant)
        return spent

    def _next(self, lookout: Lookout, at: Mapping[int, list[Window]]) -> int | None:
        """Start of the next closed window, be it empty."""
        if self._closed_ms is None:
            return None
        last_ms = window_start(self._closed_ms, self.rules.window_ms) - self.rules.window_ms
        if lookout.through_ms is None or not lookout.monitor.watched:
            return min(
                (start for start in at if lookout.through_ms is None or start > lookout.through_ms), default=None
            )
        start_ms = lookout.through_ms + self.rules.window_ms
        return start_ms if start_ms <= last_ms else None

    def _lookout(self, tenant: str) -> Lookout | None:
        assert self._detecting is not None
        found = self._lookouts.get(tenant)
        if found is None and len(self._lookouts) < MOST_TENANTS:
            found = self._lookouts[tenant] = Lookout(self._detecting.plan, self._detecting.baselines)
        return found

    def _states(self, tenants: list[str]) -> tuple[list[Outgoing], list[Outgoing], list[Outgoing], list[Outgoing]]:
        parts: list[Outgoing] = []
        through: list[Outgoing] = []
        stale: list[Outgoing] = []
        markers: list[Outgoing] = []
        for tenant in tenants:
            lookout = self._lookouts[tenant]
            changes = lookout.changes()
            parts += [self._part(tenant, key, raw) for key, raw in changes.parts.items()]
            value = canonical({"through": lookout.through_ms, "window_ms": self.rules.window_ms})
            through.append(Outgoing(self._key("through", tenant), value, self.partition))
            stale += [self._part(tenant, key, None) for key in changes.stale]
            markers += [self._part(tenant, key, None) for key in changes.markers]
        return parts, through, stale, markers

    def _part(self, tenant: str, key: PartKey, raw: bytes | None) -> Outgoing:
        return Outgoing(self._key("part", tenant, *key), raw, self.partition)

    @property
    def behind(self) -> bool:
        """Whether windows are closed that the next flush will take in."""
        if any(self._is_closed(window.end_ms) for window in self._wholes):
            return True
        return any(self._next(lookout, {}) is not None for lookout in self._lookouts.values())

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

    def _take(self, source: int, window: Window, counts: dict[str, Any]) -> None:
        told = self._sources.get(source, Mark()).at_ms
        if told is not None and window.end_ms <= told:
            return  # said again after a crash; it was complete the first time
        late = self._is_closed(window.end_ms)
        at = Window.of(window.segment, self._closed_ms or 0, window.end_ms - window.start_ms) if late else window
        whole = self._wholes.setdefault(at, Whole())
        self._dirty.add(at)
        if late:
            whole.late[f"{source}:{window.start_ms}"] = counts.get("events", 0) + counts.get("late", 0)
        else:
            whole.shares[str(source)] = counts

    def _progress(self, source: int, mark: Mark) -> None:
        self._sources[source] = mark
        if len(self._sources) < self.rules.partitions:
            return
        reached = frontier(self._sources.values())
        if reached is not None and (self._closed_ms is None or reached > self._closed_ms):
            self._closed_ms = reached

    def _is_closed(self, end_ms: int) -> bool:
        return self._closed_ms is not None and end_ms <= self._closed_ms

    def _kept(self, window: Window) -> Outgoing:
        return Outgoing(self._key("window", *window.fields()), self._wholes[window].encode(), self.partition)

    def _head(self) -> list[Outgoing]:
        if not self._moved:
            return []
        self._moved = False
        sources = {str(source): [mark.at_ms, mark.idle] for source, mark in self._sources.items()}
        value = canonical({"applied": self._applied, "closed": self._closed_ms, "sources": sources})
        return [Outgoing(self._key("sources"), value, self.partition)]

    def _summary(self, window: Window, lookout: Lookout | None = None) -> Outgoing:
        report = self._wholes[window].counts().report(window.segment, window.start_ms, window.end_ms)
        if lookout is not None:
            learnt, to_learn = lookout.learning(window.segment)
            report = report.model_copy(update={"windows_learnt": learnt, "windows_to_learn": to_learn})
        return Outgoing(canonical(window.fields()[2:]), self._encode(report), None, self.rules.drift)

    def _said(self, report: DriftReport, start_ms: int) -> Outgoing:
        window = Window.of(report.segment, start_ms, self.rules.window_ms)
        return Outgoing(canonical(window.fields()[2:]), self._encode(report), None, self.rules.drift)

    def _forget(self, window: Window) -> Outgoing:
        del self._wholes[window]
        return Outgoing(self._key("window", *window.fields()), None, self.partition)

    def _key(self, *names: int | str) -> bytes:
        return canonical([self.partition, *names])

    def _load(self, kept: Mapping[bytes, bytes]) -> None:
        parts: dict[str, dict[PartKey, bytes]] = {}
        through: dict[str, int | None] = {}
        for key, value in kept.items():
            _, kind, *fields = json.loads(key)
            if kind == "window":
                self._wholes[Window(*fields)] = Whole(**json.loads(value))
            elif kind == "sources":
                self._load_head(json.loads(value))
            elif kind == "part":
                parts.setdefault(fields[0], {})[PartKey(*fields[1:])] = value
            elif kind == "through":
                said = json.loads(value)
                through[fields[0]] = said["through"] if said["window_ms"] == self.rules.window_ms else None
        if self._detecting is not None:
            for tenant in sorted(parts.keys() | through.keys()):
                self._lookouts[tenant] = Lookout(
                    self._detecting.plan, self._detecting.baselines, through.get(tenant), parts.get(tenant)
                )

    def _load_head(self, head: dict[str, Any]) -> None:
        self._applied, self._closed_ms = head["applied"], head["closed"]
        self._sources = {int(source): Mark(*mark) for source, mark in head["sources"].items()}
