"""Detectors of others, beside ours: the entry-point group `tidegate.detectors`, for `tidegate backtest --detector`.

What enters are the values of a facet, one per closed window; what leaves is where such a detector would have spoken.
A plug-in is a function without arguments that makes one detector: an object with `update(value)` and
`drift_detected`, as River's have. It says what it says in a backtest only: it has no baseline, no budget, no
explanation and no state that survives a restart exactly, so it never pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol

from detectors.counts import Counts
from detectors.facets import NAMES
from detectors.monitor import key_of
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.history.backtest.picture_data import instant, value_of

GROUP = "tidegate.detectors"

_NUMBERS = ("p50", "p99")
_MOST_NAMES = 16


class Detector(Protocol):
    """Sees one number after another."""

    @property
    def drift_detected(self) -> bool:
        """Whether the last number made it sure of a shift."""
        ...

    def update(self, x: float) -> Any:
        """Takes in the next number."""
        ...


Make = Callable[[], Detector]


def load_detector(name: str) -> Make:
    """The plug-in of a name. Raises PolicyError where there is none, or what it needs is not installed."""
    known = {each.name: each for each in entry_points(group=GROUP)}
    if name not in known:
        raise PolicyError(f"--detector {name}: no such plug-in; known are: {', '.join(sorted(known)) or 'none'}")
    return _made_by(known[name])


def _made_by(point: EntryPoint) -> Make:
    try:
        make: Make = point.load()
        make()
    except ImportError as error:
        raise PolicyError(f"--detector {point.name}: {error}") from None
    return make


def spoken(name: str, make: Make, windows: Mapping[int, Mapping[Segment, Counts]]) -> Iterator[dict[str, Any]]:
    """Where the plug-in would have spoken, facet by facet: one line each."""
    segments = sorted({segment for cells in windows.values() for segment in cells}, key=key_of)
    for segment in segments:
        counts = {start: cells[segment] for start, cells in sorted(windows.items()) if segment in cells}
        for field, facet in _facets(counts):
            detector = make()
            for start_ms, each in counts.items():
                value = value_of(field, facet, each)
                if value is None:
                    continue
                detector.update(value)
                if detector.drift_detected:
                    told = {"detector": name, "window": instant(start_ms), "segment": segment.model_dump()}
                    yield {**told, "field": field, "facet": facet, "value": round(value, 6)}


def _facets(counts: Mapping[int, Counts]) -> Iterator[tuple[str, str]]:
    pooled = Counts()
    for each in counts.values():
        pooled.merge(each)
    yield "events", "volume"
    for field in sorted(NAMES.get(name, name) for name in pooled.numbers):
        yield from ((field, facet) for facet in _NUMBERS)
    for field, cell in sorted(pooled.categories.items()):
        ranked = sorted(cell.counts.items(), key=lambda item: (-item[1], item[0]))
        yield from ((field, name) for name, _ in ranked[:_MOST_NAMES])
