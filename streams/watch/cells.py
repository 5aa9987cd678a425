"""What one partition counts: observations enter in offset order, the counts of its closed windows leave, once.

The first half of `watch` (docs/decisions/watch-aggregation.md). Pure: no Kafka and no clock of its own, so that a
test can end it between any two of its writes. It must never let a decision depend on anything but the order of
each input and the state that was last written whole; that is what makes a replay come out equal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from detectors.categories import OVERFLOW
from detectors.counts import Counts, canonical
from detectors.observation import Observation
from detectors.watermark import Mark, frontier, window_start
from streams.watch.flush import Flush, Write
from streams.watch.window import Rules, Window


@dataclass(slots=True)
class Cell:
    """Counts, and the highest offset of each input that is in them."""

    counts: Counts = field(default_factory=Counts)
    applied: dict[str, int] = field(default_factory=dict)

    def encode(self) -> bytes:
        """As the changelog keeps it."""
        return canonical({"applied": self.applied, "counts": self.counts.state()})

    @classmethod
    def decode(cls, raw: bytes) -> Cell:
        """The inverse of `encode`."""
        state = json.loads(raw)
        return cls(Counts.of_state(state["counts"]), state["applied"])


@dataclass(slots=True)
class Input:
    """One topic of this partition."""

    applied: int = -1
    """Highest offset that was dealt with."""
    newest_ms: int | None = None
    """Greatest event time seen."""
    heard_ms: int = 0
    """When by the wall clock something last came; not kept over a restart."""


Fate = Literal["counted", "late", "unread", "replayed"]


class Cells:
    """The open windows of one partition of the doors.

    A late event is one whose window this partition has closed, or that its own input has left behind by more than
    the lateness. It is counted as late in the window that its input has reached.
    """

    def __init__(
        self, partition: int, topics: tuple[str, ...], rules: Rules, kept: Mapping[bytes, bytes], now_ms: int
    ) -> None:
        self.partition = partition
        self.rules = rules
        self._inputs = {topic: Input(heard_ms=now_ms) for topic in topics}
        self._closed_ms: int | None = None
        """Windows that end here or before are closed. Moves in a flush only, and is written before it is told."""
        self._cells: dict[Window, Cell] = {}
        self._admitted: Counter[tuple[str, int]] = Counter()
        """How many segments of its own an input has in a window, by topic and start of the window."""
        self._dirty: set[Window] = set()
        self._moved = False
        self._told: tuple[int | None, bool] | None = None
        self._load(kept)

    def applied(self, topic: str) -> int:
        """Highest offset of an input that was dealt with; -1 before the first."""
        return self._inputs[topic].applied

    def apply(self, topic: str, offset: int, seen: Observation | None, now_ms: int) -> Fate:
        """Take in the next event of an input; without an observation, one that could not be read."""
        source = self._inputs[topic]
        if offset <= source.applied:
            return "replayed"
        source.applied, source.heard_ms, self._moved = offset, now_ms, True
        if seen is None:
            return "unread"
        window, late = self._place(seen, source)
        source.newest_ms = seen.mark_ms if source.newest_ms is None else max(source.newest_ms, seen.mark_ms)
        self._count(window, late, topic, offset, seen)
        return "late" if late else "counted"

    def flush(self, now_ms: int, at_end: Callable[[str, int], bool]) -> Flush:
        """What to write, in steps, and from then on take as written.

        `at_end(topic, offset)` says whether nothing readable follows that offset on this partition. Order of the
        steps: cells, then the head that says which offsets are in them and what is closed, then the counts of
        closed windows to where they are merged, then word that they are complete, then their removal. Wherever
        a crash falls, what follows is done again with equal bytes.
        """
        idle = {topic: self._idle(topic, now_ms, at_end) for topic in self._inputs}
        quiet = all(idle.values())
        self._advance(now_ms, idle, quiet)
        closing = sorted(window for window in self._cells if self._is_closed(window.end_ms))
        cells = [self._kept(window) for window in sorted(self._dirty)]
        self._dirty.clear()
        partials = [self._partial(window) for window in closing]
        removals = [self._forget(window) for window in closing]
        return [step for step in (cells, self._head(), partials, self._progress(quiet), removals) if step]

    def _place(self, seen: Observation, source: Input) -> tuple[Window, bool]:
        length = self.rules.window_ms
        window = Window.of(seen.segment, seen.time_ms, length)
        left_behind = source.newest_ms is not None and window.end_ms <= source.newest_ms - self.rules.lateness_ms
        if not left_behind and not self._is_closed(window.end_ms):
            return window, False
        reached = max(at for at in (source.newest_ms, self._closed_ms) if at is not None)
        return Window.of(seen.segment, reached, length), True

    def _count(self, window: Window, late: bool, topic: str, offset: int, seen: Observation) -> None:
        window = self._admit(window, topic)
        cell = self._cells.setdefault(window, Cell())
        if offset <= cell.applied.get(topic, -1):
            return  # written by the flush that a crash cut short
        if topic not in cell.applied:
            self._number(window, topic, 1)
        cell.applied[topic] = offset
        self._dirty.add(window)
        if late:
            cell.counts.late += 1
        else:
            cell.counts.update(seen)

    def _admit(self, window: Window, topic: str) -> Window:
        # Each input has a cap of its own: on a replay the inputs may interleave in another way.
        found = self._cells.get(window)
        if found is not None and topic in found.applied:
            return window
        if self._admitted[topic, window.start_ms] < self.rules.max_segments:
            return window
        return Window.of(OVERFLOW, window.start_ms, window.end_ms - window.start_ms)

    def _number(self, window: Window, topic: str, change: int) -> None:
        # The overflow is not numbered: a replay may find it written and others not, and must still admit the same.
        if window.segment != OVERFLOW:
            self._admitted[topic, window.start_ms] += change
            if not self._admitted[topic, window.start_ms]:
                del self._admitted[topic, window.start_ms]

    def _is_closed(self, end_ms: int) -> bool:
        return self._closed_ms is not None and end_ms <= self._closed_ms

    def _idle(self, topic: str, now_ms: int, at_end: Callable[[str, int], bool]) -> bool:
        source = self._inputs[topic]
        return now_ms - source.heard_ms >= self.rules.idle_ms and at_end(topic, source.applied)

    def _advance(self, now_ms: int, idle: Mapping[str, bool], quiet: bool) -> None:
        marks = [Mark(self._mark(source), idle[topic]) for topic, source in self._inputs.items()]
        reached = frontier(marks)
        if reached is not None:
            self._close(window_start(reached, self.rules.window_ms))
        if quiet:
            # Nothing more comes, so no event will close the last windows: the wall clock does, once it has left
            # them behind. It goes no further, so that a backlog after an outage still finds its windows open.
            ended = [window.end_ms for window in self._cells if window.end_ms <= now_ms - self.rules.lateness_ms]
            self._close(max(ended, default=None))

    def _mark(self, source: Input) -> int | None:
        return None if source.newest_ms is None else source.newest_ms - self.rules.lateness_ms

    def _close(self, through_ms: int | None) -> None:
        if through_ms is not None and (self._closed_ms is None or through_ms > self._closed_ms):
            self._closed_ms, self._moved = through_ms, True

    def _kept(self, window: Window) -> Write:
        return Write(self._key("cell", *window.fields()), self._cells[window].encode(), self.partition)

    def _head(self) -> list[Write]:
        if not self._moved:
            return []
        self._moved = False
        inputs = {topic: [source.applied, source.newest_ms] for topic, source in self._inputs.items()}
        return [Write(self._key("inputs"), canonical({"closed": self._closed_ms, "inputs": inputs}), self.partition)]

    def _partial(self, window: Window) -> Write:
        value = {"partition": self.partition, "window": window.fields(), "counts": self._cells[window].counts.state()}
        home = window.home(self.rules.partitions)
        return Write(self._key("partial"), canonical(value), home, self.rules.partials)

    def _progress(self, quiet: bool) -> list[Write]:
        if self._told == (self._closed_ms, quiet):
            return []
        self._told = (self._closed_ms, quiet)
        value = canonical({"partition": self.partition, "closed": self._closed_ms, "idle": quiet})
        return [Write(self._key("progress"), value, home, self.rules.partials) for home in range(self.rules.partitions)]

    def _forget(self, window: Window) -> Write:
        for topic in self._cells.pop(window).applied:
            self._number(window, topic, -1)
        return Write(self._key("cell", *window.fields()), None, self.partition)

    def _key(self, *names: int | str) -> bytes:
        return canonical([self.partition, *names])

    def _load(self, kept: Mapping[bytes, bytes]) -> None:
        for key, value in kept.items():
            _, kind, *fields = json.loads(key)
            if kind == "cell":
                window = Window(*fields)
                self._cells[window] = Cell.decode(value)
                for topic in self._cells[window].applied:
                    self._number(window, topic, 1)
            elif kind == "inputs":
                self._load_head(json.loads(value))

    def _load_head(self, head: dict[str, Any]) -> None:
        self._closed_ms = head["closed"]
        for topic, (applied, newest_ms) in head["inputs"].items():
            if topic in self._inputs:
                self._inputs[topic].applied, self._inputs[topic].newest_ms = applied, newest_ms
