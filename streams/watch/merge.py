"""Where parts meet: partials of all partitions enter in offset order, one summary per closed window leaves, and alerts.

The second half of `watch` (docs/decisions/watch-aggregation.md). Pure, as the first. Everything here follows from
the order of one partition of the partials topic alone, so a report that a crash makes us publish again is equal to
the first in every byte. All windows of a tenant come here; its detectors step once for each, in order of time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detectors.counts import Counts, canonical
from detectors.watermark import Mark, frontier
from schemas.drift import DriftReport
from streams.watch.flush import Flush, Write
from streams.watch.tenants import Detecting, Tenants
from streams.watch.window import Rules, Window


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
        self.tenants = Tenants(rules.window_ms, detecting)
        self._applied = -1
        self._closed_ms: int | None = None
        """Windows that end here or before are reported."""
        self._sources: dict[int, Mark] = {}
        """How far each partition of the doors says it is complete."""
        self._wholes: dict[Window, Whole] = {}
        self._dirty: set[Window] = set()
        self._moved = False
        self.published: list[DriftReport] = []
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
        looked = self.tenants.look(self._closed_ms, self._closing(), lambda window: self._wholes[window].counts())
        self.published += [report for report in looked.reports if report.kind != "summary"]
        reports = [self._report(report) for report in looked.reports]
        parts, through, stale, markers = (
            [Write(self._key(*key), raw, self.partition) for key, raw in entries] for entries in looked.state
        )
        removals = [self._forget(window) for window in looked.done] + stale
        return [step for step in (wholes, head, reports, parts, through, removals, markers) if step]

    def _closing(self) -> list[Window]:
        return sorted(window for window in self._wholes if self._is_closed(window.end_ms))

    @property
    def behind(self) -> bool:
        """Whether windows are closed that the next flush will take in."""
        return bool(self._closing()) or self.tenants.behind(self._closed_ms)

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

    def _kept(self, window: Window) -> Write:
        return Write(self._key("window", *window.fields()), self._wholes[window].encode(), self.partition)

    def _head(self) -> list[Write]:
        if not self._moved:
            return []
        self._moved = False
        sources = {str(source): [mark.at_ms, mark.idle] for source, mark in self._sources.items()}
        value = canonical({"applied": self._applied, "closed": self._closed_ms, "sources": sources})
        return [Write(self._key("sources"), value, self.partition)]

    def _report(self, report: DriftReport) -> Write:
        key = canonical(Window.of(report.segment, 0, 1).fields()[2:])
        return Write(key, self._encode(report), None, self.rules.drift)

    def _forget(self, window: Window) -> Write:
        del self._wholes[window]
        return Write(self._key("window", *window.fields()), None, self.partition)

    def _key(self, *names: int | str) -> bytes:
        return canonical([self.partition, *names])

    def _load(self, kept: Mapping[bytes, bytes]) -> None:
        for key, value in kept.items():
            _, kind, *fields = json.loads(key)
            if kind == "window":
                self._wholes[Window(*fields)] = Whole(**json.loads(value))
            elif kind == "sources":
                self._load_head(json.loads(value))
            else:
                self.tenants.load(kind, fields, value)
        self.tenants.loaded()

    def _load_head(self, head: dict[str, Any]) -> None:
        self._applied, self._closed_ms = head["applied"], head["closed"]
        self._sources = {int(source): Mark(*mark) for source, mark in head["sources"].items()}
