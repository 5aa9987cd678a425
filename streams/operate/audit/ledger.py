"""The books of the conservation law: what became of each offset of the input.

What enters are offsets that hold events, and the coordinates that doors and decisions name; what leaves are the faults,
by kind, with the coordinates that break the law. One byte per offset: a hundred million events fit in 100 MB.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from streams.kafka.clients import Partition

Door = Literal["approved", "quarantine", "deadletter"]
DOORS: tuple[Door, ...] = ("approved", "quarantine", "deadletter")

Fault = Literal["lost", "doubled", "no_decision", "two_decisions", "other_door", "no_event", "unattributed"]

FAULTS: Mapping[Fault, str] = {
    "lost": "left by no door",
    "doubled": "left by a door more than once",
    "no_decision": "have no decision",
    "two_decisions": "have more than one decision",
    "other_door": "left by another door than their decision says",
    "no_event": "are named by a door or decision, but are no event of the input",
    "unattributed": "are records of a door or of decisions that name no input coordinate",
}

# The byte of an offset: whether it is an event, which door it left by (0 none), whether by more, which door its
# decision names (0 none), whether there are more decisions.
_EVENT, _DOOR, _DOORS, _DECIDED, _DECISIONS = 0b1, 0b110, 0b1000, 0b11_0000, 0b100_0000
_DOOR_SHIFT, _DECIDED_SHIFT = 1, 4


class Broken(NamedTuple):
    """One coordinate of the input that breaks the law, or one stray record."""

    fault: Fault
    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


class Ledger:
    """Books for some ranges of the input: first offset, and the one after the last, by partition.

    What is named beyond the ranges was judged before or after them, and is left out.
    """

    def __init__(self, ranges: Mapping[Partition, tuple[int, int]]) -> None:
        self._begin = {where: begin for where, (begin, _) in ranges.items()}
        self._marks = {where: bytearray(max(0, end - begin)) for where, (begin, end) in ranges.items()}
        self._strays: list[Broken] = []
        self.stray_count = 0
        self.doors: dict[Door, int] = dict.fromkeys(DOORS, 0)
        self.events = self.decisions = 0

    def event(self, where: Partition, offset: int) -> None:
        """The input has an event here."""
        at = self._index(where, offset)
        if at is not None:
            self._marks[where][at] |= _EVENT
            self.events += 1

    def left(self, where: Partition, offset: int, door: Door) -> None:
        """A record at a door names this coordinate."""
        at = self._index(where, offset)
        if at is None:
            return
        marks = self._marks[where]
        if marks[at] & _DOOR:
            marks[at] |= _DOORS
        else:
            marks[at] |= (DOORS.index(door) + 1) << _DOOR_SHIFT
        self.doors[door] += 1

    def decided(self, where: Partition, offset: int, door: Door) -> None:
        """A decision names this coordinate, and its action leads to this door."""
        at = self._index(where, offset)
        if at is None:
            return
        marks = self._marks[where]
        if marks[at] & _DECIDED:
            marks[at] |= _DECISIONS
        else:
            marks[at] |= (DOORS.index(door) + 1) << _DECIDED_SHIFT
        self.decisions += 1

    def stray(self, topic: str, partition: int, offset: int, keep: int) -> None:
        """A record of ours (its own coordinate) that names no event; the first `keep` are remembered."""
        self.stray_count += 1
        if len(self._strays) < keep:
            self._strays.append(Broken("unattributed", topic, partition, offset))

    def set_aside(self, where: Partition) -> int:
        """Takes a partition out of the books where no door and no decision speaks of it; how many events it held."""
        marks = self._marks[where]
        if len(marks) != marks.count(0) + marks.count(_EVENT):
            return 0
        events = marks.count(_EVENT)
        self._marks[where] = bytearray()
        self.events -= events
        return events

    def _index(self, where: Partition, offset: int) -> int | None:
        marks = self._marks.get(where)
        at = offset - self._begin.get(where, 0)
        return at if marks is not None and 0 <= at < len(marks) else None

    def broken(self) -> Iterator[Broken]:
        """Every coordinate that breaks the law, once per way it does, in order."""
        for where in sorted(self._marks):
            begin = self._begin[where]
            for at, mark in enumerate(self._marks[where]):
                if mark and (mark & ~_DOOR & ~_DECIDED != _EVENT or not _agree(mark)):
                    for fault in _faults(mark):
                        yield Broken(fault, *where, begin + at)
        yield from self._strays


def _agree(mark: int) -> bool:
    door, decided = (mark & _DOOR) >> _DOOR_SHIFT, (mark & _DECIDED) >> _DECIDED_SHIFT
    return door == decided != 0


def _faults(mark: int) -> Iterator[Fault]:
    if not mark & _EVENT:
        yield "no_event"
        return
    if not mark & _DOOR:
        yield "lost"
    if mark & _DOORS:
        yield "doubled"
    if not mark & _DECIDED:
        yield "no_decision"
    if mark & _DECISIONS:
        yield "two_decisions"
    if mark & _DOOR and mark & _DECIDED and not _agree(mark):
        yield "other_door"
