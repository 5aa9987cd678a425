"""The detectors over a file: lines enter, what would have been told leaves.

No Kafka is needed. The first part of a file is learnt from, unless a baseline is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from detectors.baseline import Baseline
from detectors.baseline_file import MAGIC, read_baselines
from detectors.counts import Counts
from detectors.monitor import Monitor
from detectors.plan import Plan
from schemas.drift import DriftReport, Segment
from schemas.policy import is_baseline_name
from streams.history.lines import Windows
from streams.history.windows import Change, read_windows, segment_path
from streams.settings import Settings
from streams.terminal.arguments import duration
from streams.watch.baselines import NEWEST, learn, names, window_ms_of
from streams.watch.plan import LEAST_LEARNT, DriftPlan, check_windows, drift_plan, kept_for

# Without a word on how long to learn: a third of the file, two weeks of hours at most. Weekdays are seen twice then.
_SHARE_LEARNT = 3
_LEARN_MOST = 336


MOST_NAMED = 20
"""Segments that learn, by name; of more only their number is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    source: str
    policy: Path | None = None
    baseline: str | None = None
    window: str | None = None
    learn: str | None = None
    budget: float | None = None
    inject: tuple[str, ...] = ()
    html: Path | None = None
    detectors: tuple[str, ...] = ()
    """Plug-ins that are asked beside ours."""


@dataclass(slots=True)
class Ran:
    """What came of a run."""

    windows: Mapping[int, Mapping[Segment, Counts]]
    window_ms: int
    baselines: Mapping[Segment, Baseline]
    """What each segment is compared with in the end."""
    reports: list[DriftReport]
    notes: list[str]


def run_file(settings: Settings, asked: Asked, change: Change | None = None) -> Ran:
    """Watches a file. Raises PolicyError for what is wrong with what was asked."""
    asks = drift_plan(
        settings,
        asked.policy,
        window=duration("--window", asked.window),
        pages_per_month=asked.budget,
        baseline=asked.baseline,
        pinned=False,
    )
    history = read_windows(settings, asked.source, asks.window_ms, asks.drift, change)
    baselines = _baselines(settings, asks, asks.drift.baseline) if asks.drift.baseline else {}
    plan = plan_for(history, asks, duration("--learn", asked.learn))
    monitor = Monitor(plan, baselines)
    reports = list(watch_history(history, monitor))
    bases = {segment: each.baseline for segment, each in monitor.watched.items() if each.baseline is not None}
    return Ran(history.cells, asks.window_ms, bases, reports, list(notes_of(history, monitor.learning(), reports)))


def plan_for(history: Windows, asks: DriftPlan, learn: timedelta | None) -> Plan:
    """How to watch what was read: the plan of `watch`, but a file is all there is to learn from.

    Its segments are all known, so the budget is spread over these, not over as many as are expected.
    """
    span = len(history.starts())
    wanted = int(learn.total_seconds() * 1000) // asks.window_ms if learn else min(_LEARN_MOST, span // _SHARE_LEARNT)
    return replace(asks.detecting.plan, learn=max(LEAST_LEARNT, wanted), series=0)


def watch_history(history: Windows, monitor: Monitor) -> Iterator[DriftReport]:
    """All reports, in order."""
    for start_ms in history.starts():
        for segment, counts in history.cells.get(start_ms, {}).items():
            monitor.take(segment, counts)
        yield from monitor.step(start_ms)


def last_words(reports: Iterable[DriftReport]) -> list[DriftReport]:
    """Of each incident what was said last, in the order in which they opened."""
    last: dict[tuple[Any, ...], DriftReport] = {}
    for report in reports:
        if report.alert is not None:
            last[report.segment, report.alert.fingerprint, report.alert.opened_at] = report
    return list(last.values())


def line_of(report: DriftReport) -> dict[str, Any]:
    """An alert as a line of output."""
    alert = report.alert.model_dump(mode="json") if report.alert else {}
    first = {name: alert.pop(name) for name in ("opened_at", "closed_at")}
    del alert["state"]
    return {**first, "segment": report.segment.model_dump(), **alert}


def notes_of(
    history: Windows, learning: Mapping[Segment, tuple[int, int]], reports: Iterable[DriftReport]
) -> Iterator[str]:
    """What is worth knowing beside the alerts."""
    told = (
        (history.unread, "could not be read"),
        (history.timeless, "have no time (occurred_at)"),
        (history.strays, "lie months away from all others"),
    )
    for count, text in told:
        if count:
            yield f"{count} of {history.lines} lines {text}"
    yield from notes_of_reports(learning, reports)


def notes_of_reports(learning: Mapping[Segment, tuple[int, int]], reports: Iterable[DriftReport]) -> Iterator[str]:
    """Releases, and segments that never got beyond learning."""
    for report in reports:
        if report.kind == "release" and report.predecessor is not None:
            said = "; ".join(each.explanation for each in report.differences[:6]) or "nothing is different"
            yield f"release: {segment_path(report.segment)} after {segment_path(report.predecessor)}: {said}"
    for segment, (seen, wanted) in list(learning.items())[:MOST_NAMED]:
        yield f"{segment_path(segment)}: learning, {min(seen, wanted)} of {wanted} windows"
    if len(learning) > MOST_NAMED:
        yield f"and {len(learning) - MOST_NAMED} more segments are learning"


def _baselines(settings: Settings, asks: DriftPlan, name: str) -> Mapping[Segment, Baseline]:
    """Of a file of baselines, of a named one, or learnt from all of a history of events. Raises PolicyError."""
    file = Path(name)
    if not file.is_file() and is_baseline_name(name) and (name == NEWEST or name in names(asks.folder)):
        return kept_for(asks, name).segments
    if file.is_file():
        with file.open("rb") as stream:
            if stream.read(len(MAGIC)) == MAGIC:
                segments = read_baselines(MAGIC + stream.read())
                if segments:
                    check_windows(asks, file.name, window_ms_of(segments))
                return segments
    history = read_windows(settings, name, asks.window_ms, asks.drift)
    return learn(history.cells, asks.window_ms, history.starts())[0]


__all__ = ["Asked", "Ran", "run_file"]
