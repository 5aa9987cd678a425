"""History as closed windows: records of a source enter, counts per window and segment leave.

Order does not matter and nothing is late: history has ended. What a topic's own records would have been counted as
by a running `watch`, late ones included, is the business of `streams.rerun`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from detectors.categories import OTHER
from detectors.counts import Counts
from detectors.observation import Observation, Skew, observe
from detectors.watermark import window_start
from schemas.drift import Segment
from schemas.policy import DriftPolicy
from streams.sources import Told
from streams.watch_segments import narrowing

MOST_SEGMENTS = 1_000
"""Further ones are counted together as `other`, as `watch` does."""

Windows = dict[int, dict[Segment, Counts]]
"""Counts by start of the window (ms since 1970), then by segment."""

Change = Callable[[Observation], Observation]

_OVERFLOW = Segment(tenant=OTHER, workflow=OTHER, model=OTHER, model_version=OTHER)


@dataclass(frozen=True, slots=True)
class Cut:
    """How time and traffic are cut."""

    window_ms: int
    drift: DriftPolicy


def count_windows(history: Iterable[Told], cut: Cut, change: Change | None = None) -> Windows:
    """Everything of a source. `change` may alter each observation (`--inject`)."""
    narrow = narrowing(cut.drift.segment_by)
    windows: Windows = {}
    known: set[Segment] = set()
    for told in history:
        seen = narrow(told.record, observe(told.record, _broker_ms(told), Skew()))
        if change is not None:
            seen = change(seen)
        segment = seen.segment if seen.segment in known or len(known) < MOST_SEGMENTS else _OVERFLOW
        known.add(segment)
        windows.setdefault(window_start(seen.time_ms, cut.window_ms), {}).setdefault(segment, Counts()).update(seen)
    return windows


def _broker_ms(told: Told) -> int:
    """A file has no clock of a broker, so its events are believed."""
    if told.broker_ms is not None:
        return told.broker_ms
    at = told.record.event.occurred_at
    return int(at.timestamp() * 1000) if at else 0


def of_segment(windows: Mapping[int, Mapping[Segment, Counts]], segment: Segment, length_ms: int) -> dict[int, Counts]:
    """The windows of one segment from its first to the last of all; those without an event are empty."""
    having = [start for start, cells in windows.items() if segment in cells]
    if not having:
        return {}
    return {
        start: windows.get(start, {}).get(segment) or Counts()
        for start in range(min(having), max(windows) + 1, length_ms)
    }
