"""How many events wait for a worker: counted up to a limit, and bounded by their offsets beyond it.

What enters are the offsets after what was committed; what leaves are, for each partition, the fewest and the most
events there can be. Where a backlog is within the limit, both are one number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from streams.kafka.clients import Partition, partition_of
from streams.kafka.read_through import read_through
from streams.settings import Settings

COUNTED_OFFSETS = 10_000
"""Over all partitions; about a second to read. An auditor waits for the proof, not for the size of a backlog."""


class Count(NamedTuple):
    """Between the fewest and the most."""

    least: int
    most: int

    def __str__(self) -> str:
        plural = "" if self.most == 1 else "s"
        return f"{self.most} event{plural}" if self.least == self.most else f"{self.least} to {self.most} events"


def total(counts: Iterable[Count]) -> Count:
    """Of all of them."""
    parts = list(counts)
    return Count(sum(part.least for part in parts), sum(part.most for part in parts))


def count_waiting(settings: Settings, waiting: Mapping[Partition, tuple[int, int]]) -> dict[Partition, Count]:
    """Events in some ranges. An offset beyond the limit holds an event or a transaction's marker, which is not known.

    Raises DependencyError.
    """
    near = _near(waiting)
    counted = Counter(map(partition_of, read_through(settings, near)))
    return {where: Count(counted[where], counted[where] + end - near[where][1]) for where, (_, end) in waiting.items()}


def _near(waiting: Mapping[Partition, tuple[int, int]]) -> dict[Partition, tuple[int, int]]:
    """The first offsets of each range, within the limit: short ranges whole, the rest in equal shares."""
    near, left = {}, COUNTED_OFFSETS
    by_length = sorted(waiting.items(), key=lambda each: each[1][1] - each[1][0])
    for others, (where, (begin, end)) in zip(range(len(by_length), 0, -1), by_length, strict=True):
        length = min(end - begin, left // others)
        near[where] = (begin, begin + length)
        left -= length
    return near
