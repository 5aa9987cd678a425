"""Log buckets: whole numbers enter, quantiles with a bounded relative error leave.

The edges are whole numbers made by whole-number arithmetic, so that a value falls into the same bucket on every
machine and every replay. Only counts are kept, never the values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schemas.errors import InvariantError

RELATIVE_ERROR_PERCENT = 2
"""A quantile is at most this much above the value it stands for, and never below it."""

TOP = 10**12
"""Values above are counted as this one: 11 days in microseconds, a million dollars in micro-dollars."""

MAX_BUCKETS = 512
"""In use at once: 2 % steps, so everything within a factor of 25,000 of the greatest value keeps its precision."""


def _edges() -> tuple[int, ...]:
    edges = [0]
    while edges[-1] < TOP:
        edges.append(max(edges[-1] + 1, edges[-1] * (100 + RELATIVE_ERROR_PERCENT) // 100))
    edges[-1] = TOP
    return tuple(edges)


EDGES = _edges()
_LAST = len(EDGES) - 1


class Buckets:
    """How many values fell where.

    Beyond `MAX_BUCKETS` the lowest buckets are folded into the lowest that is kept. What is kept are always the
    greatest distinct buckets ever seen, so the state depends on the values only, not on their order, caps included.

    Example:
        >>> latency = Buckets()
        >>> for value in (120, 130, 140, 9_000):
        ...     latency.add(value)
        >>> latency.quantile(0.5), latency.quantile(0.99)
        (130, 9142)

    References:
        Masson, Rim, Lee: DDSketch, VLDB 2019 (collapsing the lowest buckets, mergeable, relative error).
    """

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[int, int] | None = None) -> None:
        self._counts: dict[int, int] = dict(counts or {})

    @property
    def total(self) -> int:
        """How many values were added."""
        return sum(self._counts.values())

    def add(self, value: int) -> None:
        """Count one value, 0 or more."""
        index = bisect_left(EDGES, value) if value < TOP else _LAST
        counts = self._counts
        if index in counts:
            counts[index] += 1
        else:
            self._put(index, 1)

    def merge(self, other: Buckets) -> None:
        """Count all that the other counted."""
        for index, count in other._counts.items():
            self._put(index, count)

    def quantile(self, share: float) -> int | None:
        """Upper edge of the bucket that holds the value below which this share of all values lies."""
        rank = share * self.total
        below = 0
        for index in sorted(self._counts):
            below += self._counts[index]
            if below >= rank:
                return EDGES[index]
        return None

    def arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Index and count of every bucket, by index, as two arrays."""
        both = np.array(sorted(self._counts.items()), dtype=np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def state(self) -> list[int]:
        """Of every bucket, by index: how far it is from the one before, and its count."""
        found: list[int] = []
        last = 0
        for index in sorted(self._counts):
            found += (index - last, self._counts[index])
            last = index
        return found

    @classmethod
    def of_state(cls, state: Iterable[int]) -> Self:
        """The inverse of `state`."""
        numbers = iter(state)
        counts, index = {}, 0
        for step, count in zip(numbers, numbers, strict=True):
            index += step
            counts[index] = count
        if any(not 0 <= index < len(EDGES) for index in counts):
            raise InvariantError("a bucket that no value can fall into")
        return cls(counts)

    def _put(self, index: int, count: int) -> None:
        counts = self._counts
        if index in counts or len(counts) < MAX_BUCKETS:
            counts[index] = counts.get(index, 0) + count
            return
        lowest = min(counts)
        if index < lowest:
            counts[lowest] += count
            return
        folded = counts.pop(lowest)
        counts[index] = count
        counts[min(counts)] += folded
