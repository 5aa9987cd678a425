"""`tidegate backtest`: the detectors over history. Lines of a file enter, one JSON line per alert leaves.

No Kafka is needed for a file. Lines are interactions, or records of a door; the order of lines does not matter.
Nothing of a line that cannot be read is repeated.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any, BinaryIO

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from detectors.counts import Counts
from detectors.monitor import Monitor
from detectors.observation import Skew, observe
from detectors.plan import Plan
from detectors.watermark import window_start
from schemas.decision import Approved
from schemas.drift import DriftReport, Segment
from schemas.errors import InputError, PolicyError
from schemas.policy import Duration
from streams.exits import print_error
from streams.wire import read_interaction

_SHARE_LEARNT = 3
_LEARN_MOST, _LEARN_LEAST = 336, 8

Cells = dict[int, dict[Segment, Counts]]


def run_backtest(file: str, window: str, budget: float) -> None:
    """Reads the file, watches it, prints alerts. Raises PolicyError where the file cannot be read."""
    window_ms = _read_window(window)
    try:
        with open(file, "rb") as stream:
            cells, unread = count_lines(stream, window_ms)
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read: {error.strerror}") from None
    if unread:
        print_error(f"{unread} lines could not be read")
    learn = max(_LEARN_LEAST, min(_LEARN_MOST, len(cells) // _SHARE_LEARNT))
    plan = Plan(window_ms=window_ms, learn=learn, pages_per_month=budget)
    for report in last_words(watch_cells(cells, plan)):
        sys.stdout.write(to_json(line_of(report)).decode() + "\n")


def _read_window(text: str) -> int:
    try:
        length: timedelta = TypeAdapter(Duration).validate_python(text)
    except ValidationError:
        raise PolicyError("--window is a number and a unit: 15 min, 1 h, 1 d") from None
    return int(length.total_seconds() * 1000)


def count_lines(stream: BinaryIO, window_ms: int) -> tuple[Cells, int]:
    """Counts per window and segment, and how many lines could not be read."""
    cells: Cells = {}
    unread = 0
    for line in stream:
        if not line.strip():
            continue
        try:
            event = read_interaction(line)
        except InputError:
            unread += 1
            continue
        at_ms = int(event.occurred_at.timestamp() * 1000) if event.occurred_at else 0
        seen = observe(Approved(event=event), at_ms, Skew())
        cell = cells.setdefault(window_start(seen.time_ms, window_ms), {})
        cell.setdefault(seen.segment, Counts()).update(seen)
    return cells, unread


def watch_cells(cells: Cells, plan: Plan) -> list[DriftReport]:
    """All reports, in order."""
    monitor = Monitor(plan)
    found: list[DriftReport] = []
    for start_ms in range(min(cells), max(cells) + 1, plan.window_ms) if cells else ():
        for segment, counts in cells.get(start_ms, {}).items():
            monitor.take(segment, counts)
        found += monitor.step(start_ms)
    return found


def last_words(reports: list[DriftReport]) -> list[DriftReport]:
    """Of each incident what was said last, in the order in which they opened."""
    last: dict[tuple[Any, ...], DriftReport] = {}
    for report in reports:
        if report.alert is not None:
            last[report.segment, report.alert.fingerprint, report.alert.opened_at] = report
    return list(last.values())


def line_of(report: DriftReport) -> dict[str, Any]:
    """An alert as a line of output."""
    alert = report.alert.model_dump(mode="json") if report.alert else {}
    first = ("opened_at", "closed_at")
    rest = {name: value for name, value in alert.items() if name not in (*first, "state")}
    return {**{name: alert[name] for name in first}, "segment": report.segment.model_dump(), **rest}


__all__ = ["run_backtest"]
