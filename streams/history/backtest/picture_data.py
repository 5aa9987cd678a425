"""What a picture of a backtest shows: windows, detectors and reports enter, panels of plain numbers leave.

A panel is one facet of one segment over time: its value in each window, the band in which nine tenths of the learnt
windows lay, and what was told about it. Which facets: volume, latency, tokens, what is held, and all that an alert
names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from detectors.baseline import Baseline
from detectors.counts import Counts
from detectors.facets import Facet
from detectors.monitor import key_of
from detectors.observation import MICRODOLLARS_PER_DOLLAR, MICROSECONDS_PER_MS
from schemas.drift import DriftAlert, DriftReport, Segment
from streams.watch.baselines import CountsByWindow

MOST_SEGMENTS = 24
"""That have panels: those with alerts first, then the busiest."""
MOST_PANELS = 16

MOST_POINTS = 400
"""Of a panel; more windows than that are drawn as means of several."""

_ALWAYS = (
    ("events", "volume"), ("latency_ms", "p50"), ("latency_ms", "p99"), ("input_tokens", "p50"),
    ("output_tokens", "p50"), ("cost", "p50"), ("actions", "quarantine"), ("finish_reasons", "length"),
)  # fmt: skip
_SCALES = {"latency_us": MICROSECONDS_PER_MS, "cost_microdollars": MICRODOLLARS_PER_DOLLAR}
_QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class Mark:
    """An incident on the time axis."""

    number: int
    since_ms: int
    opened_ms: int
    closed_ms: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One small picture."""

    field: str
    facet: str
    kind: str
    """`count`, `number` or `share`."""
    points: Sequence[tuple[int, float]]
    """Start of window, value; windows without an event that could tell are left out."""
    band: tuple[float, float] | None
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Strip:
    """All panels of one segment."""

    segment: Segment
    events: int
    learnt_to_ms: int | None
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An incident as the list shows it, as it was said last."""

    number: int
    report: DriftReport
    alert: DriftAlert


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything on the page."""

    title: str
    start_ms: int
    end_ms: int
    window_ms: int
    strips: Sequence[Strip]
    alerts: Sequence[ListedAlert]
    left_out: int = 0
    """Segments without panels."""
    notes: Sequence[str] = field(default_factory=tuple)


def picture_of(
    title: str,
    windows: CountsByWindow,
    window_ms: int,
    bases: Mapping[Segment, Baseline],
    reports: Iterable[DriftReport],
    notes: Sequence[str],
) -> Picture:
    """The picture of a run. Needs at least one window."""
    alerts = _listed(reports)
    segments = sorted({segment for cells in windows.values() for segment in cells}, key=key_of)
    events = {segment: sum(c[segment].events for c in windows.values() if segment in c) for segment in segments}
    alerted = {each.report.segment for each in alerts}
    chosen = sorted(segments, key=lambda s: (s not in alerted, -events[s], key_of(s)))[:MOST_SEGMENTS]
    strips = [_strip(segment, events[segment], windows, bases, alerts) for segment in chosen]
    span = min(windows), max(windows) + window_ms
    return Picture(title, *span, window_ms, strips, alerts, len(segments) - len(chosen), notes)


def instant(at_ms: int) -> str:
    """`2026-03-01T12:00:00Z`."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed(reports: Iterable[DriftReport]) -> list[ListedAlert]:
    last: dict[tuple[object, ...], tuple[DriftReport, DriftAlert]] = {}
    for report in reports:
        if report.alert is not None:
            last[report.segment, report.alert.fingerprint, report.alert.opened_at] = report, report.alert
    return [ListedAlert(number, report, alert) for number, (report, alert) in enumerate(last.values(), 1)]


def _strip(
    segment: Segment,
    events: int,
    windows: CountsByWindow,
    bases: Mapping[Segment, Baseline],
    alerts: Sequence[ListedAlert],
) -> Strip:
    own = [each for each in alerts if each.report.segment == segment]
    base = bases.get(segment)
    counts = {start: cells[segment] for start, cells in sorted(windows.items()) if segment in cells}
    spread = max(1, -(-len(counts) // MOST_POINTS))
    panels = []
    for name, facet in _facets_of(own):
        values = list(_values(name, facet, counts, base))
        if any(value for _, value in values):
            kind = "count" if name == "events" else "number" if facet in (*_QUANTILES, "spread") else "share"
            marks = [_mark(each) for each in own if _concerns(each.alert, name, facet)]
            panels.append(Panel(name, facet, kind, _thinned(values, spread), _band(values, base), marks))
    return Strip(segment, events, base.end_ms if base else None, panels[:MOST_PANELS])


def _facets_of(alerts: Sequence[ListedAlert]) -> list[tuple[str, str]]:
    named = [(each.alert.field, each.alert.facet) for each in alerts]
    moved = [(one.field, one.facet) for each in alerts for one in each.alert.comoving]
    return list(dict.fromkeys([*named, *_ALWAYS, *moved]))


def _concerns(alert: DriftAlert, name: str, facet: str) -> bool:
    return (alert.field, alert.facet) == (name, facet) or any(
        (m.field, m.facet) == (name, facet) for m in alert.comoving
    )


def _mark(listed: ListedAlert) -> Mark:
    alert = listed.alert
    since, opened, closed = (_ms(at) for at in (alert.since_window, alert.opened_at, alert.closed_at))
    return Mark(listed.number, since or 0, opened or 0, closed)


def _ms(at: object) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)  # type: ignore[attr-defined]


def _values(name: str, facet: str, counts: Mapping[int, Counts], base: Baseline | None) -> Iterable[tuple[int, float]]:
    known = next((each for each in base.facets if (each.field, each.name) == (name, facet)), None) if base else None
    for start, each in counts.items():
        value = value_of(name, facet, each, known, base)
        if value is not None:
            yield start, value


def value_of(
    name: str, facet: str, counts: Counts, known: Facet | None = None, base: Baseline | None = None
) -> float | None:
    """A facet of a window as people read it; None where nothing in the window can tell."""
    if name == "events":
        return float(counts.events)
    counted = {"latency_ms": "latency_us", "cost": "cost_microdollars"}.get(name, name)
    if facet in _QUANTILES or facet == "spread":
        buckets = counts.numbers.get(counted)
        if buckets is None or not buckets.total:
            return None
        if facet == "spread":
            return ((buckets.quantile(0.9) or 0) + 1) / ((buckets.quantile(0.1) or 0) + 1)
        return (buckets.quantile(_QUANTILES[facet]) or 0) / _SCALES.get(counted, 1)
    if known is not None and base is not None and known.kind == "share":
        have, of = base.layout.share(known, counts)
        return have / of if of else None
    cell = counts.categories.get(name)
    return (cell.counts.get(facet, 0) if cell else 0) / counts.events if counts.events else None


def _band(values: Sequence[tuple[int, float]], base: Baseline | None) -> tuple[float, float] | None:
    """Where nine tenths of the learnt windows lay; None where none of them is in the picture."""
    if base is None:
        return None
    learnt = sorted(value for start, value in values if base.start_ms <= start < base.end_ms)
    if len(learnt) < 2:
        return None
    return learnt[int(0.05 * (len(learnt) - 1))], learnt[-1 - int(0.05 * (len(learnt) - 1))]


def _thinned(values: Sequence[tuple[int, float]], spread: int) -> list[tuple[int, float]]:
    groups = [values[at : at + spread] for at in range(0, len(values), spread)]
    return [(group[0][0], sum(value for _, value in group) / len(group)) for group in groups]
