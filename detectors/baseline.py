"""What is usual: counts of the windows that were learnt from enter, an immutable baseline leaves.

A baseline holds the pooled counts, the layout of the facets that follows from them, and for each facet how it varied:
dense facets (something in every window) have models of their variation, rare ones a rate with its dispersion.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.categories import OTHER, Categories
from detectors.caution import caution
from detectors.counts import Counts, canonical
from detectors.drifting import Floats, Models, fit, replay
from detectors.facets import Facet, Layout, Measured
from detectors.leads import leads_of
from detectors.packing import pack, unpack
from detectors.rates import Rates, fit_rates
from detectors.scale import Bools, Watching
from detectors.seasons import Seasons, fit_seasons
from schemas.decision import derived_id

DENSE = 1.5
"""Expected events per window from which a share is measured as a number of its own."""

_OUTLYING = 4.0
"""Standard deviations, estimated from the median deviation."""

WANDERING = 0.12
"""By how much more the forecasts of a facet are widened whose level wanders: two weeks hold too few of its turns to
know how far it goes."""

_SEASONS = tuple(f"season_{each.name}" for each in fields(Seasons))
_RATES = tuple(f"rate_{each.name}" for each in fields(Rates))


@dataclass(frozen=True, slots=True)
class Window:
    """One closed window of a segment."""

    start_ms: int
    counts: Counts


class Baseline:
    """What a segment's windows looked like. Immutable; `encode` gives its bytes, `baseline_id` names them.

    Cannot see · what only one of the windows had: such names are pooled as `other`.
    Costs · some 0.2 s to learn two weeks of hours, 17 KB at rest.

    Example:
        >>> from detectors.observation import Observation
        >>> from schemas.drift import Segment
        >>> counts = Counts()
        >>> for latency_ms in range(100, 120):
        ...     counts.update(Observation(Segment(), 0, 0, numbers={"latency_ms": latency_ms}))
        >>> baseline = Baseline.learn([Window(hour * 3_600_000, counts) for hour in range(48)], 3_600_000)
        >>> baseline.windows, baseline.counts.events, [each.name for each in baseline.facets if each.kind == "mean"]
        (48, 960, ['p50', 'spread'])
        >>> Baseline.decode(baseline.encode()).baseline_id == baseline.baseline_id
        True
    """

    def __init__(self, head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        self._head, self._arrays = head, arrays
        self.baseline_id: str = head["id"]
        self.start_ms: int = head["start_ms"]
        self.end_ms: int = head["end_ms"]
        self.windows: int = head["windows"]
        self.counts = Counts.of_state(head["counts"])
        self.layout = Layout(self.counts)
        self.leads = leads_of(self.layout, self.counts)
        self.dense: Bools = arrays["dense"]
        self.watching = Watching(self.layout, self.dense)
        self.centre: Floats = arrays["centre"].astype(np.float64)
        self.caution: Floats = arrays["caution"].astype(np.float64)
        self.seasons = Seasons(*(arrays[name].astype(np.float64) for name in _SEASONS))
        self.rates = Rates(*(arrays[name] for name in _RATES))
        self.tolerance = self.watching.tolerances(arrays["sums"], arrays["over"])

    @classmethod
    def learn(cls, windows: Sequence[Window], length_ms: int) -> Baseline:
        """From closed windows, in order of time, at least 2."""
        pooled = _pooled(windows)
        layout = Layout(pooled)
        measured = [layout.measure(window.counts, part_of_it=True) for window in windows]
        seen = Measured(*(np.stack([getattr(each, part.name) for each in measured]) for part in fields(Measured)))
        sums, over = seen.sums.sum(0), seen.over.sum(0)
        dense = _dense(layout.facets, sums, over, len(windows))
        arrays: dict[str, NDArray[Any]] = {"dense": dense, "sums": sums, "over": over}
        arrays |= _fit_dense(Watching(layout, dense), seen, np.array([window.start_ms for window in windows]))
        rates = fit_rates(seen.sums[:, ~dense], seen.exposure[:, ~dense])
        arrays |= {name: getattr(rates, name.removeprefix("rate_")) for name in _RATES}
        head = {
            "start_ms": windows[0].start_ms,
            "end_ms": windows[-1].start_ms + length_ms,
            "windows": len(windows),
            "counts": pooled.state(),
        }
        return cls({**head, "id": derived_id("baseline", canonical(head).decode())}, arrays)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """All that is watched."""
        return self.layout.facets

    def models(self) -> Models:
        """Fresh forecasts, as of the end of the baseline."""
        made = Models.of(self._arrays)
        made.restore(self._arrays)
        return made

    def encode(self) -> bytes:
        """Equal baselines have equal bytes."""
        return pack(self._head, self._arrays)

    @classmethod
    def decode(cls, raw: bytes) -> Baseline:
        """The inverse of `encode`."""
        return cls(*unpack(raw))


def _pooled(windows: Sequence[Window]) -> Counts:
    """All counts together. Names that only one window had are nothing to know a segment by: they go to `OTHER`."""
    pooled = Counts()
    for window in windows:
        pooled.merge(window.counts)
    for field, cell in pooled.categories.items():
        _fold(
            cell, Counter(n for w in windows if field in w.counts.categories for n in w.counts.categories[field].counts)
        )
    _fold(pooled.paths, Counter(name for window in windows for name in window.counts.paths.counts))
    return pooled


def _fold(cell: Categories, windows: Counter[str]) -> None:
    for name in [name for name in cell.counts if windows[name] < 2 and name != OTHER]:
        cell.counts[OTHER] = cell.counts.get(OTHER, 0) + cell.counts.pop(name)


def _dense(facets: Sequence[Facet], sums: Floats, over: Floats, windows: int) -> Bools:
    lesser = np.minimum(sums, over - sums) / windows
    # A cohort is compared with the others, which only dense facets can be.
    found: Bools = np.array([facet.kind != "share" or facet.of[0] == "cohort" for facet in facets]) | (lesser >= DENSE)
    return found


def _without_outliers(values: Floats, known: Bools) -> Floats:
    """Values drawn in to where all but the strangest lie: an hour without traffic is no habit of that hour."""
    seen = np.where(known, values, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # facets that no window saw
        middle = np.nan_to_num(np.nanmedian(seen, axis=0))
        deviation = np.nan_to_num(np.nanmedian(np.abs(seen - middle), axis=0))
        wide = np.nan_to_num(np.nanstd(seen, axis=0))
    # Where more than half the windows are equal the median deviation is 0 and says nothing.
    reach = np.where(deviation > 0, _OUTLYING * 1.4826 * deviation, _OUTLYING * wide)
    found: Floats = np.clip(values, middle - reach, middle + reach)
    return found


def _fit_dense(watching: Watching, seen: Measured, times_ms: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    values, noise, known = watching.values(seen)
    weight = known.astype(np.float64)
    tame = _without_outliers(values, known)
    centre = ((weight * tame).sum(0) / np.maximum(weight.sum(0), 1)).astype(np.float32)
    tame = np.where(known, tame - centre, 0.0)
    seasons = fit_seasons(tame, known, times_ms)
    effects, doubt = (np.stack(part) for part in zip(*(seasons.at(int(time)) for time in times_ms), strict=True))
    models = fit(np.where(known, tame - effects, 0.0), noise, known)
    rest = np.where(known, values - centre - effects, 0.0)
    total = (tame**2).mean(0) + noise.mean(0)
    surprises, lasting = replay(models, rest, noise + doubt, known, total)
    tolerance = watching.tolerances(seen.sums.sum(0), seen.over.sum(0))
    arrays = {name: getattr(seasons, name.removeprefix("season_")).astype(np.float32) for name in _SEASONS}
    wandering = WANDERING * models.remembered(noise.mean(0))
    arrays["caution"] = ((1 + wandering) * caution(surprises, lasting, tolerance, known)).astype(np.float32)
    return {"centre": centre, **arrays, **models.parameters(), **models.state()}
