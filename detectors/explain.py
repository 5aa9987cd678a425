"""An alert in words: what is usual and what was seen enter, a sentence with both numbers leaves.

Only names that the counts hold, and numbers. Nothing here decides whether there is an alert.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from detectors.baseline import Baseline
from detectors.buckets import Buckets
from detectors.counts import Counts
from detectors.describe import of_names, of_numbers
from detectors.exemplars import ANY
from detectors.facets import AGE, Facet, Layout, numbers_of
from detectors.observation import MICRODOLLARS_PER_DOLLAR, MICROSECONDS_PER_MS, SCORE_SCALE
from detectors.usual import Usual
from schemas.decision import Severity

_UNITS: dict[str, tuple[float, str]] = {
    "latency_us": (MICROSECONDS_PER_MS, " ms"),
    "cost_microdollars": (MICRODOLLARS_PER_DOLLAR, " USD"),
}
_HOURS = (3_600.0, " h")
TAILS = frozenset({"p10", "p90", "p99"})
_QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "p99": 0.99}


@dataclass(frozen=True, slots=True)
class Effect:
    """How far something moved."""

    before: float | None
    after: float | None
    n_before: int
    n_after: int
    text: str
    severity: Severity

    @property
    def ratio(self) -> float:
        """Logarithm of after over before; 0 where one of them is nothing."""
        return math.log(self.after / self.before) if self.before and self.after else 0.0


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came after a move began, and what would have been usual then."""

    counts: Counts
    windows: int
    usual: Usual


def effect_of(base: Baseline, at: int, seen: Aftermath, up: bool) -> Effect:
    """What the move of a facet comes to: what is usual at these hours against what was seen."""
    facet, layout, before, after = base.facets[at], base.layout, base.counts, seen.counts
    if facet.kind == "volume":
        was_rate = before.events / base.windows * seen.usual.volume(at)
        return _rate(was_rate, after.events / seen.windows, before.events, after.events)
    if facet.kind == "words":
        return _worded(layout, before, after)
    if facet.of[0] == "numbers":
        was_values, now_values = (numbers_of(counts).get(facet.of[1]) for counts in (before, after))
        return _number(facet, was_values, now_values, seen.usual.factor(facet.of[1]), up)
    was, now = layout.share(facet, before), layout.share(facet, after)
    return _share(facet, seen.usual.share(at, _part(was)), was[1], now, layout.newest(facet, after))


def describe(facet: Facet, before: Counts, after: Counts) -> dict[str, float]:
    """Familiar measures of the distance between before and after."""
    if facet.of[0] == "numbers":
        was, now = (numbers_of(counts).get(facet.of[1], Buckets()) for counts in (before, after))
        return of_numbers(was, now)
    if facet.of[0] in ("categories", "new"):
        cells = (counts.categories.get(facet.of[1]) for counts in (before, after))
        was_names, now_names = (cell.counts if cell else {} for cell in cells)
        return of_names(was_names, now_names)
    return {}


def example_of(facet: Facet, newest: str | None) -> str:
    """What `Exemplars` calls events that show a facet."""
    if facet.of[0] == "categories":
        return f"{facet.field}={facet.name}"
    return f"{facet.field}={newest}" if newest is not None else ANY


def _worded(layout: Layout, before: Counts, after: Counts) -> Effect:
    came, went = layout.wording.changed(after, 4)
    apart = layout.wording.apart(after)
    more = f"; more: {', '.join(came)}" if came else ""
    less = f"; less: {', '.join(went)}" if went else ""
    text = f"words of answers differ by {_percent(apart)} from the baseline's{more}{less}"
    return Effect(0.0, round(apart, 4), before.texts, after.texts, text, _severity(apart, (0.15, 0.25, 0.5)))


def _rate(was: float, now: float, n_before: int, n_after: int) -> Effect:
    text = f"volume {_turned(was, now)}: {now:,.0f} events per window, was {was:,.0f}"
    return Effect(was, now, n_before, n_after, text, _by_ratio(was, now))


def _number(facet: Facet, before: Buckets | None, after: Buckets | None, factor: float, up: bool) -> Effect:
    before, after = before or Buckets(), after or Buckets()
    scale, unit = _unit(facet.of[1])
    if facet.name == "spread":
        was, now = _spread(before), _spread(after)
        text = f"spread of {facet.field} {_turned(was, now, up)}: p90/p10 is {now:.3g}, was {was:.3g}"
        return Effect(was, now, before.total, after.total, text, _by_ratio(was, now))
    share = _QUANTILES[facet.name]
    was, now = ((values.quantile(share) or 0) / scale for values in (before, after))
    was *= factor
    text = f"{facet.name} {facet.field} {_turned(was, now, up)}: {_plain(now)}{unit}, was {_plain(was)}{unit}"
    return Effect(was, now, before.total, after.total, text, _by_ratio(was, now))


def _unit(name: str) -> tuple[float, str]:
    if name.startswith(AGE):
        return _HOURS
    return (SCORE_SCALE, "") if name.startswith("evaluations.") else _UNITS.get(name, (1, ""))


def _spread(values: Buckets) -> float:
    low, high = values.quantile(0.1) or 0, values.quantile(0.9) or 0
    return (high + 1) / (low + 1)


def _share(facet: Facet, before: float, n_before: int, now: tuple[int, int], newest: str | None) -> Effect:
    after = _part(now)
    text = f"{_subject(facet, newest)} in {_percent(after)} of {_over(facet)}, was {_percent(before)}"
    size = 2 * abs(math.asin(math.sqrt(min(after, 1))) - math.asin(math.sqrt(min(before, 1))))
    return Effect(before, after, n_before, now[1], text, _severity(size, (0.1, 0.3, 0.8)))


def _part(of: tuple[int, int]) -> float:
    count, total = of
    return count / total if total else 0.0


def _subject(facet: Facet, newest: str | None) -> str:
    if facet.name == "new":
        return f"new in {facet.field}: {newest or 'a value never seen before'},"
    if facet.of[0] == "cohort":
        return f"{facet.field} for {facet.name}"
    if facet.name in ("missing", "present", "share"):
        return facet.field if facet.name == "share" else f"{facet.field} {facet.name}"
    return f"{facet.field}={facet.name}" if facet.of[0] == "categories" else f"{facet.field} is {facet.name}"


def _over(facet: Facet) -> str:
    if facet.of[0] == "cohort":
        return "its events"
    return "outputs" if facet.of[0] in ("path", "path_missing", "new_path") else "events"


def _turned(was: float, now: float, up: bool | None = None) -> str:
    word = "up" if (now >= was if up is None else up) else "down"
    return f"{word} {abs(now / was - 1) * 100:.0f} %" if was else word


def _by_ratio(was: float, now: float) -> Severity:
    if was <= 0 or now <= 0:
        return "critical" if was != now else "low"
    return _severity(abs(math.log(now / was)), (0.1, 0.3, 0.7))


def _severity(size: float, steps: tuple[float, float, float]) -> Severity:
    names: tuple[Severity, ...] = ("low", "medium", "high", "critical")
    return names[sum(size >= step for step in steps)]


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _percent(share: float) -> str:
    value = share * 100
    return (
        f"{value:.0f} %"
        if value in (0, 100) or 10 <= value <= 90
        else f"{value:.2g} %"
        if value < 10
        else f"{value:.1f} %"
    )
