"""What is watched of a window: counts enter, one pair of numbers per watched facet leaves.

A facet is one thing that can move: the median of a number, its spread, its tails, the share of a category, a JSON
path that goes missing. Which facets there are, and where the tails begin, follows from the counts of the baseline
and from nothing else, so that windows are measured alike for as long as the baseline is pinned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detectors.buckets import EDGES, Buckets
from detectors.counts import Counts

Floats = NDArray[np.float64]

Kind = Literal["volume", "mean", "share"]

NUMBER_FACETS = ("p50", "spread", "p90", "p99", "p10")
"""Of every number. `p50` is the whole distribution moving, measured by the mean of normal scores."""

MAX_NAMES = 16
"""Categories of one field that are watched one by one: the most frequent."""

MAX_WATCHED_PATHS = 48

MIN_SEEN = 8
"""Events of the baseline below which a category is not watched by itself."""

_SHIFTS = np.linspace(-1.5, 1.5, 101)
"""Logarithms of factors by which a whole baseline is thought to have moved."""

_LOG_EDGES = np.log(np.maximum(np.array(EDGES, dtype=np.float64), 0.5))

_MIN_MOVED = 8
"""Values in a window from which its own middle is allowed for."""

_SCORE_CAP = 3.0
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Facet:
    """One watched thing. `field` and `name` are what an alert calls it."""

    field: str
    name: str
    kind: Kind
    of: tuple[str, ...] = ()
    """Where it is counted: (`categories`, field, name), (`paths`, path, …), (`numbers`, name)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One window, or several, as the facets see it: arrays with one element per facet."""

    sums: Floats
    """Of scores, or of events that have it."""
    over: Floats
    """Number of values or events."""
    usual: Floats
    """Mean that would be usual, given where the middle of the number lies; 0 where nothing is to be allowed for."""


class Scale:
    """How the values of one number are scored, from the values of the baseline.

    Each bucket has its normal score: the quantile of the standard normal distribution at its mid-rank in the
    baseline. So whatever the distribution, ties included, location and spread are compared on one known scale.
    Spread and tails are compared with what they would be had the whole baseline moved by as many per cent as the
    middle did: a number that is up 20 % as a whole has not also got a heavier tail.

    References:
        Hajek, Sidak, Sen: Theory of Rank Tests, 1999 (normal scores).
    """

    __slots__ = ("_moved", "_moved_mean", "noise", "own", "slope", "table")

    def __init__(self, values: Buckets) -> None:
        index, count = values.arrays()
        share = count / count.sum()
        upto = np.cumsum(share)
        ranks = np.interp(
            np.arange(len(EDGES)), index, np.clip(upto - share / 2, 1e-9, 1 - 1e-9), left=1e-9, right=1 - 1e-9
        )
        score = np.clip(np.array([_NORMAL.inv_cdf(rank) for rank in ranks]), -_SCORE_CAP, _SCORE_CAP)
        p10, p90, p99 = (int(index[min(np.searchsorted(upto, at - 1e-12), len(index) - 1)]) for at in (0.1, 0.9, 0.99))
        at = np.arange(len(EDGES))
        self.table = np.stack([score, np.abs(score), at > p90, at > p99, at < p10]).astype(np.float64)
        self._moved = np.stack([self._after(shift, index, share) for shift in _SHIFTS], axis=1)
        self._moved_mean = np.maximum.accumulate(self._moved[0])
        self.noise = self._noise(index, share)
        mean = self.table[:, index] @ share
        self.own = np.maximum(self.table[:, index] ** 2 @ share - mean**2, 1e-6)
        self.slope = _slope(values)

    def sums(self, values: Buckets | None) -> tuple[Floats, int]:
        """Sums of the scores in the order of `NUMBER_FACETS`, and over how many values."""
        if values is None or not values.total:
            return np.zeros(len(NUMBER_FACETS)), 0
        index, count = values.arrays()
        return self.table[:, index] @ count, int(count.sum())

    def usual(self, mean: float) -> Floats:
        """Mean of each score after a shift of everything that gives this mean of the first; 0 for the first itself."""
        shift = np.interp(mean, self._moved_mean, _SHIFTS)
        at = (shift - _SHIFTS[0]) / (_SHIFTS[1] - _SHIFTS[0])
        low = min(int(at), len(_SHIFTS) - 2)
        found = self._moved[:, low] * (low + 1 - at) + self._moved[:, low + 1] * (at - low)
        found[0] = 0.0
        return found

    def _after(self, shift: float, index: NDArray[np.int64], share: Floats) -> Floats:
        moved = np.interp(_LOG_EDGES[index] + shift, _LOG_EDGES, np.arange(len(EDGES)))
        low = np.minimum(moved.astype(np.int64), len(EDGES) - 2)
        part = moved - low
        return (self.table[:, low] * (1 - part) + self.table[:, low + 1] * part) @ share

    def _noise(self, index: NDArray[np.int64], share: Floats) -> Floats:
        """Variance of each score of one value, less what goes with the first."""
        middle = len(_SHIFTS) // 2
        slopes = self._moved[:, middle + 2] - self._moved[:, middle - 2]
        lean = np.where(np.arange(len(slopes)) > 0, slopes / max(slopes[0], 1e-9), 0.0)
        rest = self.table[:, index] - lean[:, None] * self.table[0, index]
        mean = rest @ share
        return np.maximum(rest**2 @ share - mean**2, 1e-6)


def _slope(values: Buckets) -> float:
    """Normal scores per unit of the logarithm of the value, around the middle."""
    low, high = (values.quantile(share) or 0 for share in (0.25, 0.75))
    return 1.349 / float(np.log((high + 1) / (low + 1))) if high > low else 10.0


class Layout:
    """The facets of a segment, and how each is read from counts."""

    def __init__(self, pooled: Counts, facets: Sequence[Facet]) -> None:
        self.facets = tuple(facets)
        self.scales = {name: Scale(values) for name, values in pooled.numbers.items() if values.total}
        self._known = {field: frozenset(pooled.categories[field].counts) for field in pooled.categories}
        self._known_paths = frozenset(pooled.paths.counts)
        firsts = {f.of[1]: at for at, f in reversed(list(enumerate(self.facets))) if f.of[0] == "numbers"}
        self._number_at: dict[str, int] = firsts
        self._usual_at_rest = {name: scale.usual(0.0) for name, scale in self.scales.items()}

    @classmethod
    def of(cls, pooled: Counts) -> Layout:
        """The layout that this baseline gives rise to."""
        return cls(pooled, [*_volume(), *_numbers(pooled), *_categories(pooled), *_paths(pooled)])

    def measure(self, counts: Counts) -> Measured:
        """What a window of counts shows of each facet."""
        scored = {name: scale.sums(counts.numbers.get(name)) for name, scale in self.scales.items()}
        pairs = [self._pair(facet, counts, scored) for facet in self.facets]
        both = np.array(pairs, dtype=np.float64).reshape(-1, 2)
        usual = np.zeros(len(pairs))
        for name, (sums, total) in scored.items():
            if total >= _MIN_MOVED:
                at = self._number_at[name]
                usual[at : at + len(NUMBER_FACETS)] = self.scales[name].usual(sums[0] / total)
            else:
                at = self._number_at[name]
                usual[at : at + len(NUMBER_FACETS)] = self._usual_at_rest[name]
        return Measured(both[:, 0], both[:, 1], usual)

    def _pair(self, facet: Facet, counts: Counts, scored: Mapping[str, tuple[Floats, int]]) -> tuple[float, float]:
        match facet.of:
            case ("events",):
                return counts.events, 1
            case ("numbers", name):
                sums, total = scored[name]
                return float(sums[NUMBER_FACETS.index(facet.name)]), total
            case ("missing", name):
                return counts.events - scored[name][1], counts.events
            case ("categories", field, name):
                cell = counts.categories.get(field)
                return (cell.counts.get(name, 0) if cell else 0), counts.events
            case ("new", field):
                return _unknown(counts.categories.get(field), self._known[field]), counts.events
            case ("new_path",):
                return _unknown(counts.paths, self._known_paths), counts.json_outputs
            case ("path_missing", *paths):
                return max(
                    0, counts.json_outputs - sum(counts.paths.counts.get(p, 0) for p in paths)
                ), counts.json_outputs
            case ("path", path):
                return counts.paths.counts.get(path, 0), counts.json_outputs
            case _:
                return counts.json_outputs, counts.events


def _unknown(cell: Any, known: frozenset[str]) -> int:
    return 0 if cell is None else sum(count for name, count in cell.counts.items() if name not in known)


def _volume() -> list[Facet]:
    return [Facet("events", "volume", "volume", ("events",))]


NAMES = {"latency_us": "latency_ms", "cost_microdollars": "cost"}
"""What people call the numbers that are counted in finer units."""


def _numbers(pooled: Counts) -> list[Facet]:
    found = []
    for name, values in sorted(pooled.numbers.items()):
        if values.total:
            said = NAMES.get(name, name)
            found += [
                Facet(said, facet, "mean" if facet in ("p50", "spread") else "share", ("numbers", name))
                for facet in NUMBER_FACETS
            ]
            found.append(Facet(said, "missing", "share", ("missing", name)))
    return found


def _categories(pooled: Counts) -> list[Facet]:
    found = []
    for field, cell in sorted(pooled.categories.items()):
        ranked = sorted((-count, name) for name, count in cell.counts.items() if count >= MIN_SEEN)
        found += [Facet(field, name, "share", ("categories", field, name)) for _, name in ranked[:MAX_NAMES]]
        found.append(Facet(field, "new", "share", ("new", field)))
    return found


def _paths(pooled: Counts) -> list[Facet]:
    if not pooled.json_outputs:
        return []
    by_path: dict[str, list[str]] = {}
    ranked = sorted((-count, name) for name, count in pooled.paths.counts.items() if count >= MIN_SEEN)
    for _, name in ranked[:MAX_WATCHED_PATHS]:
        by_path.setdefault(name.rpartition(":")[0], []).append(name)
    found = [Facet("output_json", "present", "share", ("json",)), Facet("output_json", "new", "share", ("new_path",))]
    for path, names in sorted(by_path.items()):
        found.append(Facet(path, "missing", "share", ("path_missing", *names)))
        if len(names) > 1:
            found += [Facet(path, name.rpartition(":")[2], "share", ("path", name)) for name in names]
    return found
