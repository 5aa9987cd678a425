"""Label values for metrics: plain words, and never more of them than stated.

What enters are names, some of them from events; what leaves are counters and histograms to add to. A name that is
not a plain word, and every name beyond the bound, becomes `other`: a label set must neither grow with traffic nor
carry what a user wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter as Tally
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from prometheus_client import Histogram

OTHER = "other"
_ABSENT = ""

_LENGTH_MAX = 64
_WORD = re.compile(r"[A-Za-z0-9._:/-]+")


def label(value: str | None) -> str:
    """A name as a label value: at most 64 characters of `A-Za-z0-9._:/-`, `""` where absent, else `other`."""
    if not value:
        return _ABSENT
    value = value[:_LENGTH_MAX]
    return value if _WORD.fullmatch(value) else OTHER


T_co = TypeVar("T_co", covariant=True)


class Family(Protocol[T_co]):
    """A metric of `prometheus_client` that has labels."""

    def labels(self, *labelvalues: str) -> T_co:
        """The metric of one label set."""
        ...


T = TypeVar("T")


class BoundedChildren(Generic[T]):
    """The first `most` label sets of a metric; all others share one of `other`.

    Children are remembered here because `labels` takes a lock and builds a key each time (1 us, measured).
    """

    def __init__(self, family: Family[T], most: int) -> None:
        self._family, self._most = family, most
        self._children: dict[tuple[str | None, ...], T] = {}
        self._sets: set[tuple[str, ...]] = set()

    def of(self, *names: str | None) -> T:
        """The metric for these names."""
        known = self._children.get(names)
        if known is not None:
            return known
        values = tuple(map(label, names))
        if values not in self._sets and len(self._sets) >= self._most:
            return self._family.labels(*(OTHER for _ in names))
        self._sets.add(values)
        child = self._family.labels(*values)
        # Many raw names may share one label set, so what is remembered has a bound of its own.
        if len(self._children) < 2 * self._most:
            self._children[names] = child
        return child


def observe_all(histogram: Histogram, values: Sequence[float]) -> None:
    """What `observe` of each value does, with one addition per bucket. The client has no call for it."""
    if not values:
        return
    histogram._sum.inc(sum(values))
    bounds = histogram._upper_bounds
    for bucket, number in Tally([bisect_left(bounds, value) for value in values]).items():
        histogram._buckets[bucket].inc(number)
