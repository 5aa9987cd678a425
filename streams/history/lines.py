"""Reads history: lines of a file enter, counts per window and segment leave.

Lines are interactions, or records of a door (approved, quarantined), in any order. A value that cannot be is taken
out, counted as absurd, and the rest of its event still counts. Nothing of a line that cannot be read is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from detectors.categories import OVERFLOW
from detectors.counts import Counts
from detectors.observation import Observation, Skew, cut, observe, observe_event
from detectors.watermark import window_start
from schemas.decision import Approved, Quarantined
from schemas.drift import Segment
from schemas.errors import InputError, NotJson, TooComplex, WrongType
from schemas.interaction import Interaction
from streams.wire.complexity import check_complexity, may_be_complex, read_json

R = TypeVar("R", bound=BaseModel)

MAX_SEGMENTS = 1_000
"""Per window; further ones are counted together."""

MAX_SILENT = 720
"""Windows in a row without an event, after which the next event is where time goes on."""

STRAY_SHARE = 0.01
"""Of all events, below which a group of them far from the others is taken for a wrong clock."""

# What numbers are called where they are declared, and where they are counted.
_NUMBERS = {
    "latency_ms": "latency_us",
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cost": "cost_microdollars",
    "retries": "retries",
    "cached_input_tokens": "cached_input_tokens",
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "cost_usd": "cost_microdollars",
    "score": "score",
    "tokens": "tokens",
}

_NO_SKEW = Skew()


@dataclass(slots=True)
class Windows:
    """What was counted."""

    window_ms: int
    segment_by: Sequence[str]
    cohort: str | None = None
    change: Callable[[Observation], Sequence[Observation]] | None = None
    """What becomes of each event before it is counted (`--inject`)."""
    cells: dict[int, dict[Segment, Counts]] = field(default_factory=dict)
    lines: int = 0
    unread: int = 0
    timeless: int = 0
    """Events without a time of their own; no window is theirs."""
    strays: int = 0
    """Events that lie months away from all others."""

    def read(self, lines: Iterable[bytes]) -> None:
        """Counts all lines."""
        for line in lines:
            if line.strip():
                self.lines += 1
                self._read_one(line)
        self.drop_strays()

    def starts(self) -> list[int]:
        """Windows to step through, in order, silent ones among them, but not months of silence."""
        found: list[int] = []
        for start_ms in sorted(self.cells):
            silent_from = found[-1] + self.window_ms if found else start_ms
            silent_to = min(start_ms, silent_from + MAX_SILENT * self.window_ms)
            found += [*range(silent_from, silent_to, self.window_ms), start_ms]
        return found

    def drop_strays(self) -> None:
        """Takes out the few events that lie months away from all others: clocks that were wrong."""
        groups: list[list[int]] = []
        for start_ms in sorted(self.cells):
            if not groups or start_ms - groups[-1][-1] > MAX_SILENT * self.window_ms:
                groups.append([])
            groups[-1].append(start_ms)
        sizes = [sum(each.events for at in group for each in self.cells[at].values()) for group in groups]
        for group, size in zip(groups, sizes, strict=True):
            if size < STRAY_SHARE * sum(sizes):
                self.strays += size
                for at in group:
                    del self.cells[at]

    def _read_one(self, line: bytes) -> None:
        try:
            seen = read_line(line, self.cohort)
        except InputError:
            self.unread += 1
            return
        self.take(seen)

    def take(self, seen: Observation) -> None:
        """Counts one event."""
        if seen.time_ms <= 0:
            self.timeless += 1
            return
        for each in self.change(seen) if self.change is not None else (seen,):
            self._count(each)

    def _count(self, seen: Observation) -> None:
        cell = self.cells.setdefault(window_start(seen.time_ms, self.window_ms), {})
        segment = cut(seen.segment, tuple(self.segment_by))
        if segment not in cell and len(cell) >= MAX_SEGMENTS:
            segment = OVERFLOW
        counts = cell.get(segment)
        if counts is None:
            counts = cell[segment] = Counts()
        counts.update(seen)


def read_line(line: bytes, cohort: str | None = None) -> Observation:
    """One event as counted. Raises InputError."""
    value = _parsed(line)
    if not isinstance(value, dict):
        raise WrongType
    absurd: list[str] = []
    if "decision" in value and "event" in value:
        model: type[Approved] | type[Quarantined] = Quarantined if "why" in value else Approved
        record = _tolerant(model, value, absurd)
        seen = observe(record, _time_of(record.event), _NO_SKEW, cohort)
    else:
        event = _tolerant(Interaction, value, absurd)
        seen = observe_event(event, _time_of(event), _NO_SKEW, cohort)
    return replace(seen, absurd=(*seen.absurd, *absurd)) if absurd else seen


def _time_of(event: Interaction) -> int:
    return int(event.occurred_at.timestamp() * 1000) if event.occurred_at is not None else 0


def _parsed(line: bytes) -> Any:
    try:
        value = read_json(line)
    except NotJson:
        value = _lenient(line)
    if may_be_complex(line):
        check_complexity(value)
    return value


def _lenient(line: bytes) -> Any:
    """JSON as Python writes it, with NaN and Infinity, which the record then refuses by name."""
    try:
        return json.loads(line)
    except RecursionError:
        raise TooComplex from None
    except ValueError:
        raise NotJson from None


def _tolerant(model: type[R], value: dict[str, Any], absurd: list[str]) -> R:
    """The record without those of its numbers that cannot be, which are named in `absurd`."""
    for _ in range(8):
        try:
            return model.model_validate(value, extra="ignore")
        except ValidationError as error:
            places = [
                each["loc"] for each in error.errors(include_url=False, include_context=False, include_input=False)
            ]
        if not sum(_take_out(value, place, absurd) for place in places):
            break
    raise WrongType


def _take_out(value: Any, place: tuple[str | int, ...], absurd: list[str]) -> bool:
    at = value
    for step in place[:-1]:
        at = (
            at.get(step)
            if isinstance(at, dict)
            else at[step]
            if isinstance(at, list) and isinstance(step, int)
            else None
        )
    name = str(place[-1]) if place else ""
    names = [each for each in _NUMBERS if _NUMBERS[each] == _NUMBERS.get(name)]
    found = [each for each in names if isinstance(at, dict) and each in at]
    for each in found:
        del at[each]
        absurd.append(_NUMBERS[name])
    return bool(found)
