"""Category counts: names enter, how often each was seen leaves. Bounded, whatever producers send."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.drift import Segment

OTHER = "other"
"""Where names go beyond the cap, and names too long to be a category. A name of this spelling is counted with them."""

OVERFLOW = Segment(tenant=OTHER, workflow=OTHER, model=OTHER, model_version=OTHER)
"""Where segments go beyond a cap, whoever counts. As it lies in changelogs and in partial counts: not to be changed."""

MAX_NAME = 120
"""Characters. The longest names in use (`$.member.coverage.dental.annual_limit:number`) have under 60."""


class Categories:
    """Counts per name, at most `cap` names and `OTHER`.

    Below the cap the state depends on what was counted only. At the cap the total stays exact, but which names
    have a cell of their own depends on the order: those that came first, and after a merge the most frequent.

    Example:
        >>> reasons = Categories(cap=64)
        >>> for name in ("stop", "length", "stop"):
        ...     reasons.add(name)
        >>> reasons.counts
        {'stop': 2, 'length': 1}
    """

    __slots__ = ("cap", "counts")

    def __init__(self, cap: int, counts: Mapping[str, int] | None = None) -> None:
        self.cap = cap
        self.counts: dict[str, int] = dict(counts or {})

    def add(self, name: str) -> None:
        """Count one name."""
        counts = self.counts
        if name in counts:
            counts[name] += 1
            return
        if len(name) > MAX_NAME or self._named() >= self.cap:
            name = OTHER
        counts[name] = counts.get(name, 0) + 1

    def merge(self, other: Categories) -> None:
        """Count all that the other counted. Beyond the cap the least frequent names go to `OTHER`."""
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        if self._named() <= self.cap:
            return
        ranked = sorted((-count, name) for name, count in self.counts.items() if name != OTHER)
        rest = sum(-count for count, _ in ranked[self.cap :]) + self.counts.get(OTHER, 0)
        self.counts = {name: -count for count, name in ranked[: self.cap]} | {OTHER: rest}

    def ordered(self) -> dict[str, int]:
        """By name."""
        return dict(sorted(self.counts.items()))

    def _named(self) -> int:
        return len(self.counts) - (OTHER in self.counts)
