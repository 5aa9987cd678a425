"""Where parts meet: partials of all partitions enter in offset order, one report per closed window leaves.

The second half of `watch` (docs/decisions/watch-aggregation.md). Pure, as the first. Everything here follows from
the order of one partition of the partials topic alone, so a report that a crash makes us publish again is equal to
the first in every byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detectors.counts import Counts, canonical
from detectors.watermark import Mark, frontier
from schemas.drift import DriftReport
from streams.watch_flush import Flush, Outgoing
from streams.watch_window import Rules, Window


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
        self, partition: int, rules: Rules, encode: Callable[[DriftReport], bytes], kept: Mapping[bytes, bytes]
    ) -> None:
        self.partition = partition
        self.rules = rules
        self._encode = encode
        self._applied = -1
        self._closed_ms: int | None = None
        """Windows that end here or before are reported."""
        self._sources: dict[int, Mark] = {}
        """How far each partition of the doors says it is complete."""
        self._wholes: dict[Window, Whole] = {}
        self._dirty: set[Window] = set()
        self._moved = False
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
        """What to write, in steps: windows, then the head that says what is closed, then reports, then removals."""
        closing = sorted(window for window in self._wholes if self._is_closed(window.end_ms))
        wholes = [self._kept(window) for window in sorted(self._dirty)]
        self._dirty.clear()
        reports = [self._report(window) for window in closing]
        removals = [self._forget(window) for window in closing]
        return [step for step in (wholes, self._head(), reports, removals) if step]

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

    def _report(self, window: Window) -> Outgoing:
        report = self._wholes[window].counts().report(window.segment, window.start_ms, window.end_ms)
        return Outgoing(canonical(window.fields()[2:]), self._encode(report), None, self.rules.drift)

    def _forget(self, window: Window) -> Outgoing:
        del self._wholes[window]
        return Outgoing(self._key("window", *window.fields()), None, self.partition)

    def _key(self, *names: int | str) -> bytes:
        return canonical([self.partition, *names])

    def _load(self, kept: Mapping[bytes, bytes]) -> None:
        for key, value in kept.items():
            _, kind, *fields = json.loads(key)
            if kind == "window":
                self._wholes[Window(*fields)] = Whole(**json.loads(value))
            elif kind == "sources":
                head = json.loads(value)
                self._applied, self._closed_ms = head["applied"], head["closed"]
                self._sources = {int(source): Mark(*mark) for source, mark in head["sources"].items()}
