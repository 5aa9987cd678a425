"""`tidegate backtest`: the detectors over history. Lines of a file enter, one JSON line per alert leaves.

No Kafka is needed for a file. The first part of it is learnt from, unless a baseline is named. Alerts go to standard
output; what was learnt, releases, and lines that could not be read are told on standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from detectors.baseline import Baseline, Window
from detectors.baseline_file import MAGIC, read_baselines
from detectors.counts import Counts
from detectors.monitor import Monitor
from detectors.plan import Plan
from schemas.drift import DriftReport, Segment
from schemas.errors import PolicyError
from schemas.policy import DriftPolicy, Duration
from schemas.policy_file import load_policy
from streams.backtest_read import History
from streams.exits import print_error

# Without a word on how long to learn: a third of the file, two weeks of hours at most. Weekdays are seen twice then.
_SHARE_LEARNT = 3
_LEARN_MOST, _LEARN_LEAST = 336, 8


MOST_NAMED = 20
"""Segments that learn, by name; of more only their number is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    file: str
    policy: Path | None = None
    baseline: str | None = None
    window: str | None = None
    learn: str | None = None
    budget: float | None = None


def run_backtest(asked: Asked) -> None:
    """Reads the file, watches it, prints alerts. Raises PolicyError for what is wrong with what was asked."""
    drift = load_policy(asked.policy)[0].drift
    if asked.budget is not None:
        drift = drift.model_copy(update={"pages_per_month": asked.budget})
    window_ms = int((_duration("--window", asked.window) or drift.window).total_seconds() * 1000)
    history = read_history(asked.file, window_ms, drift)
    baselines = _baselines(asked.baseline, window_ms, drift) if asked.baseline else {}
    plan = plan_for(history, window_ms, drift, _duration("--learn", asked.learn))
    monitor = Monitor(plan, baselines)
    reports = list(watch_history(history, monitor))
    for report in last_words(reports):
        sys.stdout.write(to_json(line_of(report)).decode() + "\n")
    for line in notes_of(history, monitor, reports):
        print_error(line)


def read_history(file: str, window_ms: int, drift: DriftPolicy) -> History:
    """Counts of all windows of a file, or of standard input where it is `-`."""
    history = History(window_ms, drift.segment_by, drift.cohort)
    with _opened(file) as lines:
        history.read(lines)
    return history


def plan_for(history: History, window_ms: int, drift: DriftPolicy, learn: timedelta | None) -> Plan:
    """How to watch what was read."""
    span = len(history.starts())
    wanted = int(learn.total_seconds() * 1000) // window_ms if learn else min(_LEARN_MOST, span // _SHARE_LEARNT)
    least = max(_LEARN_LEAST, wanted)
    return Plan(window_ms=window_ms, learn=least, pages_per_month=drift.pages_per_month)


def watch_history(history: History, monitor: Monitor) -> Iterator[DriftReport]:
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


def notes_of(history: History, monitor: Monitor, reports: Iterable[DriftReport]) -> Iterator[str]:
    """What is worth knowing beside the alerts."""
    told = (
        (history.unread, "could not be read"),
        (history.timeless, "have no time (occurred_at)"),
        (history.strays, "lie months away from all others"),
    )
    for count, text in told:
        if count:
            yield f"{count} of {history.lines} lines {text}"
    for report in reports:
        if report.kind == "release" and report.predecessor is not None:
            said = "; ".join(each.explanation for each in report.differences[:6]) or "nothing is different"
            yield f"release: {name_of(report.segment)} after {name_of(report.predecessor)}: {said}"
    learning = monitor.learning()
    for segment, (seen, wanted) in list(learning.items())[:MOST_NAMED]:
        yield f"{name_of(segment)}: learning, {min(seen, wanted)} of {wanted} windows"
    if len(learning) > MOST_NAMED:
        yield f"and {len(learning) - MOST_NAMED} more segments are learning"


def name_of(segment: Segment) -> str:
    """In short."""
    return "/".join(value for value in segment.model_dump().values() if value) or "all"


def _baselines(file: str, window_ms: int, drift: DriftPolicy) -> Mapping[Segment, Baseline]:
    """Of a file of baselines, or learnt from all of a file of events."""
    with _opened(file) as lines:
        if lines.peek(len(MAGIC)).startswith(MAGIC):
            return read_baselines(lines.read())
    history = read_history(file, window_ms, drift)
    windows: dict[Segment, list[Window]] = {}
    for start_ms in history.starts():
        cell = history.cells.get(start_ms, {})
        for segment in {*windows, *cell}:
            windows.setdefault(segment, []).append(Window(start_ms, cell.get(segment) or Counts()))
    enough = {segment: found for segment, found in windows.items() if len(found) >= _LEARN_LEAST}
    return {segment: Baseline.learn(found, window_ms) for segment, found in enough.items()}


@contextmanager
def _opened(file: str) -> Iterator[Any]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(file, "rb")  # noqa: SIM115  closed below; the error of opening is the user's, later ones are not
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read: {error.strerror}") from None
    with stream:
        yield stream


def _duration(option: str, text: str | None) -> timedelta | None:
    if text is None:
        return None
    try:
        found: timedelta = TypeAdapter(Duration).validate_python(text)
    except ValidationError:
        raise PolicyError(f"{option} is a number and a unit: 15 min, 1 h, 14 d") from None
    if found <= timedelta():
        raise PolicyError(f"{option} must be longer than nothing")
    return found


__all__ = ["Asked", "run_backtest"]
