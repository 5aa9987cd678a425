"""What is watched of a window: counts enter, one pair of numbers per watched facet leaves.

A facet is one thing that can move: the median of a number, its spread, its tails, the share of a category, a JSON
path that goes missing. Which facets there are, and where the tails begin, follows from the counts of the baseline
and from nothing else, so that windows are measured alike for as long as the baseline is pinned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from detectors.categories import OTHER
from detectors.counts import Counts
from detectors.scores import NUMBER_FACETS, Floats, Scale

Kind = Literal["volume", "mean", "share"]

MAX_NAMES = 16
"""Categories of one field that are watched one by one: the most frequent."""

MAX_WATCHED_PATHS = 48

MIN_SEEN = 8
"""Events of the baseline below which a category is not watched by itself."""

_MIN_MOVED = 8
"""Values in a window from which its own middle is allowed for."""


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


class Layout:
    """The facets of a segment, and how each is read from counts."""

    def __init__(self, pooled: Counts, facets: Sequence[Facet]) -> None:
        self.facets = tuple(facets)
        self.scales = {name: Scale(values) for name, values in pooled.numbers.items() if values.total}
        self._known = {field: frozenset(cell.counts) - {OTHER} for field, cell in pooled.categories.items()}
        self._known_paths = frozenset(pooled.paths.counts) - {OTHER}
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

    def share(self, facet: Facet, counts: Counts) -> tuple[int, int]:
        """Events that have the facet, and of how many."""
        sums, over = self._pair(
            facet, counts, {name: scale.sums(counts.numbers.get(name)) for name, scale in self.scales.items()}
        )
        return int(sums), int(over)

    def newest(self, facet: Facet, counts: Counts) -> str | None:
        """The most frequent value that the baseline did not have, for the facet that counts such values."""
        if facet.of[0] not in ("new", "new_path"):
            return None
        cell = counts.paths if facet.of[0] == "new_path" else counts.categories.get(facet.of[1])
        known = self._known_paths if facet.of[0] == "new_path" else self._known[facet.of[1]]
        fresh = [(-count, name) for name, count in (cell.counts if cell else {}).items() if name not in known]
        return min(fresh)[1] if fresh else None

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
        ranked = sorted((-count, name) for name, count in cell.counts.items() if count >= MIN_SEEN and name != OTHER)
        found += [Facet(field, name, "share", ("categories", field, name)) for _, name in ranked[:MAX_NAMES]]
        found.append(Facet(field, "new", "share", ("new", field)))
    return found


def _paths(pooled: Counts) -> list[Facet]:
    if not pooled.json_outputs:
        return []
    by_path: dict[str, list[str]] = {}
    ranked = sorted(
        (-count, name) for name, count in pooled.paths.counts.items() if count >= MIN_SEEN and name != OTHER
    )
    for _, name in ranked[:MAX_WATCHED_PATHS]:
        by_path.setdefault(name.rpartition(":")[0], []).append(name)
    found = [Facet("output_json", "present", "share", ("json",)), Facet("output_json", "new", "share", ("new_path",))]
    for path, names in sorted(by_path.items()):
        found.append(Facet(path, "missing", "share", ("path_missing", *names)))
        if len(names) > 1:
            found += [Facet(path, name.rpartition(":")[2], "share", ("path", name)) for name in names]
    return found
