"""The counts of one segment and one window of event time: observations enter, a summary leaves.

Whole numbers only. Counts of parts of a window merge into the counts of the whole, in any order; equal counts have
equal bytes. Size is bounded by the caps of its cells, whatever the events hold.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from detectors.buckets import Buckets
from detectors.categories import MAX_NAME, OTHER, Categories
from detectors.exemplars import Exemplars
from detectors.observation import MICRODOLLARS_PER_DOLLAR, MICROSECONDS_PER_MS, Observation
from detectors.texts import CELLS
from schemas.decision import derived_id
from schemas.drift import DriftReport, Quantiles, Segment

MAX_CATEGORIES = 64
MAX_PATHS = 256
MAX_SOURCES = 64

MAX_NUMBERS = 64
"""Named numbers; further ones are not counted. Only evaluations have names of producers."""

# Fields of a summary that hold categories.
_REPORTED = frozenset({"actions", "rules", "cannot_tell", "degraded", "finish_reasons", "error_types"})

# Fields whose events are worth an example each, and the values that are not.
_EXEMPLARY = ("finish_reasons", "actions", "rules", "error_types", "silent_sources")
_ORDINARY = frozenset({"stop", "allow", "end_turn", ""})

_SECONDS_PER_HOUR = 3_600

V = TypeVar("V")


class Counts:
    """How many events, and how their numbers, categories and shapes are spread.

    Counts · volume; actions, rules, finish reasons, error types; latency, tokens, cost; JSON paths of outputs;
    age of context per source; late, skewed and absurd events.
    Cannot see · text, and anything about single events.
    Costs · some 10 us per event, 2 to 8 KB at rest per 1,000 events.

    Example:
        >>> counts = Counts()
        >>> seen = Observation(Segment(), 0, 0, numbers={"input_tokens": 12}, categories={"actions": ("allow",)})
        >>> counts.update(seen)
        >>> counts.merge(Counts.decode(counts.encode()))
        >>> report = counts.report(Segment(tenant="a"), 0, 3_600_000)
        >>> report.events, report.actions, report.input_tokens.p50
        (2, {'allow': 2}, 12.0)
    """

    __slots__ = (
        "absurd",
        "ages_s",
        "cache_hits",
        "categories",
        "events",
        "exemplars",
        "json_outputs",
        "late",
        "numbers",
        "paths",
        "retries",
        "skewed",
        "texts",
        "words",
    )

    def __init__(self) -> None:
        self.events = 0
        self.late = 0
        """Events that came when their own window was closed; counted nowhere else."""
        self.skewed = 0
        self.json_outputs = 0
        self.cache_hits = 0
        self.retries = 0
        self.absurd = Categories(MAX_CATEGORIES)
        self.numbers: dict[str, Buckets] = {}
        self.categories: dict[str, Categories] = {}
        self.paths = Categories(MAX_PATHS)
        self.ages_s: dict[str, Buckets] = {}
        self.texts = 0
        """Outputs that are text."""
        self.words: Counter[int] = Counter()
        """Outputs by cell of `detectors.texts`."""
        self.exemplars = Exemplars()

    def update(self, seen: Observation) -> None:
        """Count one event."""
        self.events += 1
        self.skewed += seen.skewed
        self.cache_hits += seen.cache_hit
        self.retries += seen.retries
        self._count_numbers(seen.numbers)
        self._count_categories(seen.categories)
        for name in seen.absurd:
            self.absurd.add(name)
        for source, age_s in seen.ages_s.items():
            self._ages_of(source).add(age_s)
        if seen.paths is not None:
            self.json_outputs += 1
            for path in sorted(seen.paths):
                self.paths.add(path)
        if seen.cells is not None:
            self.texts += 1
            self.words.update(seen.cells)
        if seen.event_id:
            self.exemplars.add(seen.event_id, _telling(seen))

    def _count_numbers(self, numbers: Mapping[str, int]) -> None:
        for name, value in numbers.items():
            values = self.numbers.get(name)
            if values is None:
                if len(self.numbers) >= MAX_NUMBERS:
                    continue
                values = self.numbers[name] = Buckets()
            values.add(value)

    def _count_categories(self, categories: Mapping[str, tuple[str, ...]]) -> None:
        for field, names in categories.items():
            if not names:
                continue
            cell = self.categories.get(field)
            if cell is None:
                cell = self.categories[field] = _categories()
            for name in names:
                cell.add(name)

    def merge(self, other: Counts) -> None:
        """Count all that the other counted."""
        self.events += other.events
        self.late += other.late
        self.skewed += other.skewed
        self.json_outputs += other.json_outputs
        self.cache_hits += other.cache_hits
        self.retries += other.retries
        self.absurd.merge(other.absurd)
        self.paths.merge(other.paths)
        for name, values in sorted(other.numbers.items()):
            if name in self.numbers or len(self.numbers) < MAX_NUMBERS:
                _cell(self.numbers, name, Buckets).merge(values)
        for field, names in other.categories.items():
            _cell(self.categories, field, _categories).merge(names)
        for source, ages in sorted(other.ages_s.items()):
            self._ages_of(source).merge(ages)
        self.texts += other.texts
        self.words.update(other.words)
        self.exemplars.merge(other.exemplars)

    def state(self) -> dict[str, Any]:
        """As plain JSON values; what is empty is left out."""
        state: dict[str, Any] = {
            "events": self.events,
            "late": self.late,
            "skewed": self.skewed,
            "json_outputs": self.json_outputs,
            "cache_hits": self.cache_hits,
            "retries": self.retries,
            "absurd": self.absurd.ordered(),
            "paths": self.paths.ordered(),
            "numbers": {name: values.state() for name, values in sorted(self.numbers.items())},
            "categories": {field: names.ordered() for field, names in sorted(self.categories.items())},
            "ages_s": {source: ages.state() for source, ages in sorted(self.ages_s.items())},
            "texts": self.texts,
            "words": _packed(self.words),
            "exemplars": self.exemplars.state(),
        }
        return {name: value for name, value in state.items() if value}

    @classmethod
    def of_state(cls, state: dict[str, Any]) -> Self:
        """The inverse of `state`."""
        counts = cls()
        for name in ("events", "late", "skewed", "json_outputs", "cache_hits", "retries", "texts"):
            setattr(counts, name, state.get(name, 0))
        counts.absurd.counts.update(state.get("absurd", {}))
        counts.paths.counts.update(state.get("paths", {}))
        counts.numbers = {name: Buckets.of_state(values) for name, values in state.get("numbers", {}).items()}
        counts.categories = {
            field: Categories(MAX_CATEGORIES, names) for field, names in state.get("categories", {}).items()
        }
        counts.ages_s = {source: Buckets.of_state(ages) for source, ages in state.get("ages_s", {}).items()}
        counts.words = _unpacked(state.get("words", ""))
        counts.exemplars = Exemplars.of_state(state.get("exemplars", {}))
        return counts

    def encode(self) -> bytes:
        """Canonical JSON: equal counts have equal bytes."""
        return canonical(self.state())

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        """The inverse of `encode`."""
        return cls.of_state(json.loads(raw))

    def report(self, segment: Segment, start_ms: int, end_ms: int) -> DriftReport:
        """The summary of a closed window. Equal counts give an equal report, its id included."""
        return DriftReport(
            report_id=derived_id("summary", *segment.model_dump().values(), start_ms, end_ms),
            segment=segment,
            window_start=_instant(start_ms),
            window_end=_instant(end_ms),
            events=self.events,
            late_events=self.late,
            skewed_events=self.skewed,
            latency_ms=self._quantiles("latency_us", MICROSECONDS_PER_MS),
            input_tokens=self._quantiles("input_tokens"),
            output_tokens=self._quantiles("output_tokens"),
            cost_usd=self._quantiles("cost_microdollars", MICRODOLLARS_PER_DOLLAR),
            cache_hits=self.cache_hits,
            retries=self.retries,
            output_paths=self.paths.ordered(),
            json_outputs=self.json_outputs,
            context_age_hours={
                source: quantiles(ages, _SECONDS_PER_HOUR) for source, ages in sorted(self.ages_s.items())
            },
            **{field: names.ordered() for field, names in self.categories.items() if field in _REPORTED},
        )

    def _quantiles(self, name: str, scale: int = 1) -> Quantiles:
        return quantiles(self.numbers.get(name, Buckets()), scale)

    def _ages_of(self, source: str) -> Buckets:
        if source not in self.ages_s and len(self.ages_s) >= MAX_SOURCES:
            source = OTHER
        return _cell(self.ages_s, source, Buckets)


def _telling(seen: Observation) -> tuple[str, ...]:
    """What the event is an example of: its rarer categories."""
    return tuple(
        f"{field}={name}"
        for field in _EXEMPLARY
        for name in seen.categories.get(field, ())
        if name not in _ORDINARY and len(name) <= MAX_NAME
    )


def quantiles(values: Buckets, scale: int = 1) -> Quantiles:
    """In the unit that people read: `scale` of the counted units make one."""
    p50, p90, p99 = (
        None if edge is None else edge / scale for edge in (values.quantile(share) for share in (0.5, 0.9, 0.99))
    )
    return Quantiles(count=values.total, p50=p50, p90=p90, p99=p99)


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in ASCII: one value, one text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _packed(words: Mapping[int, int]) -> str:
    """Counts of all cells, seven bits to a byte, the least first (LEB128); most take one byte or two."""
    found = bytearray()
    for count in (words.get(cell, 0) for cell in range(CELLS)) if words else ():
        rest = count
        while rest > 127:
            found.append(rest & 127 | 128)
            rest >>= 7
        found.append(rest)
    return b64encode(found).decode()


def _unpacked(text: str) -> Counter[int]:
    found: Counter[int] = Counter()
    cell = shift = count = 0
    for byte in b64decode(text):
        count |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            if count:
                found[cell] = count
            cell, shift, count = cell + 1, 0, 0
    return found


def _categories() -> Categories:
    return Categories(MAX_CATEGORIES)


def _cell(cells: dict[str, V], name: str, make: Callable[[], V]) -> V:
    found = cells.get(name)
    if found is None:
        found = cells[name] = make()
    return found


def _instant(time_ms: int) -> datetime:
    return datetime.fromtimestamp(time_ms / 1000, UTC)
