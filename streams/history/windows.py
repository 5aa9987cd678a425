"""History as windows: a file or a topic, and a range of it, enters; counts per window and segment leave.

Order does not matter and nothing is late: history has ended. What a running `watch` would have made of a topic, late
events and all, is the business of `streams.history.backtest.topic`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from detectors.observation import Observation, Skew, observe
from schemas.drift import Segment
from schemas.errors import PolicyError
from schemas.policy import DriftPolicy
from streams.history import sources
from streams.history.lines import Windows
from streams.settings import Settings

Change = Callable[[Observation], Sequence[Observation]]


def read_windows(
    settings: Settings, text: str, window_ms: int, drift: DriftPolicy, change: Change | None = None
) -> Windows:
    """Everything of a source (`streams.history.sources`: how it is named; `-`: standard input). Raises PolicyError."""
    history = Windows(window_ms, drift.segment_by, drift.cohort, change)
    if text == "-":
        history.read(sys.stdin.buffer)
        return history
    source = sources.Source(settings, text)
    if source.file is None:
        for told in source:
            history.lines += 1
            history.take(observe(told.record, told.broker_ms or 0, Skew(), drift.cohort))
        history.unread += source.unread
        history.drop_strays()
        return history
    history.change = _within(source, change)
    try:
        with source.file.open("rb") as lines:
            history.read(lines)
    except OSError as error:
        raise PolicyError(f"{source.file}: cannot be read: {error.strerror}") from None
    return history


def _within(source: sources.Source, change: Change | None) -> Change | None:
    if source.begin_ms is None and source.end_ms is None:
        return change
    return lambda seen: (change(seen) if change else (seen,)) if source.holds(seen.time_ms) else ()


def segment_path(segment: Segment) -> str:
    """What a segment is made of, `acme/claims`; `all` where that is nothing."""
    return "/".join(value for value in segment.model_dump().values() if value) or "all"
