"""`tidegate backtest`: the detectors over history. Lines of a file enter, one JSON line per alert leaves.

No Kafka is needed for a file. Lines are interactions, or records of a door; the order of lines does not matter.
Nothing of a line that cannot be read is repeated.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from detectors.alerts import Alert
from detectors.counts import Counts
from detectors.monitor import Monitor, Plan
from detectors.observation import Skew, observe
from detectors.watermark import window_start
from schemas.decision import Approved
from schemas.drift import Segment
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
    for alert in watch_cells(cells, window_ms, budget):
        sys.stdout.write(to_json(said(alert)).decode() + "\n")


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


def watch_cells(cells: Cells, window_ms: int, budget: float) -> list[Alert]:
    """All alerts, in order."""
    segments = {segment for cell in cells.values() for segment in cell}
    learn = max(_LEARN_LEAST, min(_LEARN_MOST, len(cells) // _SHARE_LEARNT))
    monitor = Monitor(Plan(window_ms, learn, budget, len(segments)))
    found: list[Alert] = []
    for start_ms in sorted(cells):
        for segment in sorted(cells[start_ms], key=lambda each: tuple(each.model_dump().values())):
            found += monitor.close(segment, start_ms, cells[start_ms][segment])
    return found


def said(alert: Alert) -> dict[str, Any]:
    """As a line of output."""
    return {
        "opened_at": _instant(alert.opened_ms),
        "closed_at": _instant(alert.closed_ms),
        "segment": alert.segment.model_dump(),
        "field": alert.field,
        "facet": alert.facet,
        "direction": alert.direction,
        "severity": alert.severity,
        "explanation": alert.explanation,
        "since_window": _instant(alert.since_ms),
        "evidence": round(alert.evidence, 1),
    }


def _instant(time_ms: int | None) -> str | None:
    return None if time_ms is None else datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["run_backtest"]
