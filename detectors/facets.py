"""What is watched of a window: counts enter, one pair of numbers per watched facet leaves.

A facet is one thing that can move: the median of a number, its spread, its tails, the share of a category, a JSON
path that goes missing. Which facets there are, and where the tails begin, follows from the counts of the baseline
and from nothing else, so that windows are measured alike for as long as the baseline is pinned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detectors.buckets import Buckets
from detectors.categories import OTHER
from detectors.counts import Counts
from detectors.scores import NUMBER_FACETS, Floats, Scale, has_values
from detectors.wording import LEAST_TEXTS, Wording
from schemas.errors import InvariantError

Kind = Literal["volume", "mean", "share", "words"]

MAX_NAMES = 16
"""Categories of one field that are watched one by one: the most frequent."""

MAX_WATCHED_PATHS = 48

MIN_SEEN = 8
"""Events of the baseline below which a category is not watched by itself."""

_TAILS = NUMBER_FACETS.index("p90")

_LEAST_TAIL = 0.002

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
    exposure: Floats
    """`over`, as many times as the move of the whole makes the tails of a number more frequent: for rare ones."""


class Layout:
    """The facets of a segment, and how each is read from counts.

    Cannot see · categories and paths that are not among the most frequent, but together with all that is new.

    Example:
        >>> from detectors.observation import Observation
        >>> from schemas.drift import Segment
        >>> pooled = Counts()
        >>> for action in ("allow", "allow", "allow", "quarantine") * 10:
        ...     pooled.update(Observation(Segment(), 0, 0, categories={"actions": (action,)}))
        >>> layout = Layout(pooled)
        >>> measured = layout.measure(pooled)
        >>> for at, facet in enumerate(layout.facets):
        ...     if facet.field == "actions":
        ...         print(facet.name, measured.sums[at], "of", measured.over[at])
        allow 30.0 of 40.0
        quarantine 10.0 of 40.0
        new 0.0 of 40.0
    """

    def __init__(self, pooled: Counts) -> None:
        self.scales = {name: Scale(values) for name, values in numbers_of(pooled).items() if has_values(values)}
        self.wording = Wording(pooled)
        self.facets: tuple[Facet, ...] = (
            *_always(pooled), *_numbers(self.scales), *_categories(pooled), *_cohorts(pooled), *_paths(pooled)
        )  # fmt: skip
        self._known = {field: frozenset(cell.counts) - {OTHER} for field, cell in pooled.categories.items()}
        self._known_paths = frozenset(pooled.paths.counts) - {OTHER}
        self._readers = [self._reader(facet) for facet in self.facets]
        firsts = {f.of[1]: at for at, f in reversed(list(enumerate(self.facets))) if f.of[0] == "numbers"}
        self._number_at: dict[str, int] = firsts
        self._usual_at_rest = {name: scale.usual(0.0) for name, scale in self.scales.items()}
        self._tails, self._tails_at_rest = self._tails_of()
        self._compared = [at for at, facet in enumerate(self.facets) if facet.of[0] == "cohort"]

    def _tails_of(self) -> tuple[NDArray[np.intp], Floats]:
        """Where the tails of numbers are, and how frequent they are at rest. Ties may leave none; then nothing is to be
        allowed for."""
        rest = np.zeros(len(self.facets))
        for name, at in self._number_at.items():
            rest[at + _TAILS : at + len(NUMBER_FACETS)] = self._usual_at_rest[name][_TAILS:]
        found = np.flatnonzero(rest >= _LEAST_TAIL)
        return found, rest[found]

    def measure(self, counts: Counts, part_of_it: bool = False) -> Measured:
        """What a window of counts shows of each facet; it may be one that the layout was made from."""
        numbers = numbers_of(counts)
        scored = {name: scale.sums(numbers.get(name)) for name, scale in self.scales.items()}
        view = View(counts, scored, part_of_it)
        both = np.array([read(view) for read in self._readers], dtype=np.float64).reshape(-1, 2)
        usual = np.zeros(len(both))
        for name, (sums, total) in scored.items():
            at = self._number_at[name]
            moved = self.scales[name].usual(sums[0] / total) if total >= _MIN_MOVED else self._usual_at_rest[name]
            usual[at : at + len(NUMBER_FACETS)] = moved
        for at in self._compared:
            usual[at] = _share_of_others(self.facets[at], counts)
        exposure = both[:, 1].copy()
        exposure[self._tails] *= np.minimum(np.maximum(usual[self._tails] / self._tails_at_rest, 0.1), 10.0)
        return Measured(both[:, 0], both[:, 1], usual, exposure)

    def first_of(self, number: str) -> int:
        """Where the facets of a number begin; the first is how the whole of it moves."""
        return self._number_at[number]

    def share(self, facet: Facet, counts: Counts) -> tuple[int, int]:
        """Events that have the facet, and of how many."""
        numbers = numbers_of(counts)
        scored = {name: scale.sums(numbers.get(name)) for name, scale in self.scales.items()}
        sums, over = self._reader(facet)(View(counts, scored, False))
        return int(sums), int(over)

    def newest(self, facet: Facet, counts: Counts) -> str | None:
        """The most frequent value that the baseline did not have, for the facet that counts such values."""
        if facet.of[0] not in ("new", "new_path"):
            return None
        cell = counts.paths if facet.of[0] == "new_path" else counts.categories.get(facet.of[1])
        known = self._known_paths if facet.of[0] == "new_path" else self._known[facet.of[1]]
        fresh = [(-count, name) for name, count in (cell.counts if cell else {}).items() if name not in known]
        return min(fresh)[1] if fresh else None

    def _reader(self, facet: Facet) -> Reader:
        match facet.of:
            case ("events",):
                return lambda view: (view.counts.events, 1)
            case ("words",):
                return lambda view: self.wording.distance(view.counts, view.part_of_it)
            case ("sum", name):
                return lambda view: (min(getattr(view.counts, name), view.counts.events), view.counts.events)
            case ("numbers", name):
                at = NUMBER_FACETS.index(facet.name)
                return lambda view: (float(view.scored[name][0][at]), view.scored[name][1])
            case ("missing", name):
                return lambda view: _missing(name, view)
            case ("categories", field, name):
                return lambda view: (_count(view.counts, field, name), view.counts.events)
            case ("cohort", field, name):
                return lambda view: (_count(view.counts, field, name), _count(view.counts, "cohorts", name))
            case ("new", field):
                known = self._known[field]
                return lambda view: (_unknown(view.counts.categories.get(field), known), view.counts.events)
            case ("new_path",):
                return lambda view: (_unknown(view.counts.paths, self._known_paths), view.counts.json_outputs)
            case ("path", path):
                return lambda view: (view.counts.paths.counts.get(path, 0), view.counts.json_outputs)
            case (_, *paths):
                return lambda view: _path_missing(paths, view.counts)
            case _:
                raise InvariantError("a facet that nothing is counted for")


@dataclass(frozen=True, slots=True)
class View:
    """A window while it is measured."""

    counts: Counts
    scored: Mapping[str, tuple[Floats, int]]
    part_of_it: bool


Reader = Callable[[View], tuple[float, float]]


def numbers_of(counts: Counts) -> dict[str, Buckets]:
    """All numbers of a window, the ages of context among them."""
    if not counts.ages_s:
        return counts.numbers
    return counts.numbers | {f"{AGE}{source}": ages for source, ages in counts.ages_s.items()}


def _missing(name: str, view: View) -> tuple[int, int]:
    """Events without the number; one that was absurd is not missing."""
    events = view.counts.events
    absurd = view.counts.absurd.counts.get(name, 0) + view.counts.absurd.counts.get(OTHER, 0)
    numbers = view.counts.numbers.get(name)
    return max(0, events - absurd - (numbers.total if numbers else 0)), events


def _path_missing(paths: Sequence[str], counts: Counts) -> tuple[int, int]:
    seen = counts.paths.counts
    return max(0, counts.json_outputs - sum(seen.get(path, 0) for path in paths)), counts.json_outputs


def _count(counts: Counts, field: str, name: str) -> int:
    cell = counts.categories.get(field)
    return cell.counts.get(name, 0) if cell else 0


def _share_of_others(facet: Facet, counts: Counts) -> float:
    """Of all cohorts but this one."""
    _, field, name = facet.of
    totals = [sum(cell.counts.values()) if (cell := counts.categories.get(each)) else 0 for each in (field, "cohorts")]
    others = totals[1] - _count(counts, "cohorts", name)
    return max(0, totals[0] - _count(counts, field, name)) / others if others > 0 else 0.0


def _unknown(cell: Any, known: frozenset[str]) -> int:
    return 0 if cell is None else sum(count for name, count in cell.counts.items() if name not in known)


def _always(pooled: Counts) -> list[Facet]:
    found = [Facet("events", "volume", "volume", ("events",))]
    found += [Facet(name, "share", "share", ("sum", name)) for name in ("cache_hits", "retries", "skewed")]
    found.append(Facet("output_json", "present", "share", ("sum", "json_outputs")))
    if pooled.texts >= LEAST_TEXTS:
        found.append(Facet("output_text", "present", "share", ("sum", "texts")))
        found.append(Facet("output_text", "words", "words", ("words",)))
    return found


NAMES = {"latency_us": "latency_ms", "cost_microdollars": "cost"}
"""What people call the numbers that are counted in finer units."""

AGE = "context_age."
"""Before the name of a source, the number of how old its context is."""


def _numbers(scales: Mapping[str, Scale]) -> list[Facet]:
    found = []
    for name in sorted(scales):
        said = NAMES.get(name, name)
        found += [
            Facet(said, facet, "mean" if facet in ("p50", "spread") else "share", ("numbers", name))
            for facet in NUMBER_FACETS
        ]
        if not name.startswith(AGE):
            found.append(Facet(said, "missing", "share", ("missing", name)))
    return found


def _cohorts(pooled: Counts) -> list[Facet]:
    """Held and not judged, of each cohort against the others: a gap between cohorts is a number like any other."""
    cell = pooled.categories.get("cohorts")
    names = sorted(name for name, count in (cell.counts if cell else {}).items() if count >= MIN_SEEN and name != OTHER)
    fields = [field for field in ("cohort_held", "cohort_not_covered") if field in pooled.categories]
    return [Facet(field, name, "share", ("cohort", field, name)) for field in fields for name in names[:MAX_NAMES]]


def _categories(pooled: Counts) -> list[Facet]:
    found = []
    for field, cell in sorted(pooled.categories.items()):
        if field in ("cohort_held", "cohort_not_covered"):
            continue
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
    found = [Facet("output_json", "new", "share", ("new_path",))]
    for path, names in sorted(by_path.items()):
        found.append(Facet(path, "missing", "share", ("path_missing", *names)))
        if len(names) > 1:
            found += [Facet(path, name.rpartition(":")[2], "share", ("path", name)) for name in names]
    return found
