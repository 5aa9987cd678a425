"""How far event time has come: marks of inputs enter, the time up to which windows may close leaves.

An input is one partition of one topic. Its own mark is the greatest event time it has shown less the lateness
that is forgiven. The frontier of several inputs is the least of their marks, so a slow one holds windows open;
an idle one (read to its end, and silent for a while) does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """How far one input has come."""

    at_ms: int | None = None
    """None where it has shown nothing yet."""
    idle: bool = False


def frontier(marks: Iterable[Mark]) -> int | None:
    """Up to when windows may close: the least mark of those that are not idle, and no further than any has come.

    >>> frontier([Mark(100), Mark(70), Mark(20, idle=True)])
    70
    >>> frontier([Mark(100), Mark()]) is None
    True
    >>> frontier([Mark(100, idle=True), Mark(80, idle=True)])
    100
    """
    known = list(marks)
    reached = [mark.at_ms for mark in known if mark.at_ms is not None]
    holding = [mark.at_ms for mark in known if not mark.idle]
    if not reached or None in holding:
        return None
    return min([at for at in holding if at is not None] + [max(reached)])


def window_start(time_ms: int, length_ms: int) -> int:
    """Start of the window that holds a time; windows are aligned to 1970 UTC.

    >>> window_start(7_300_000, 3_600_000), window_start(-1, 60_000)
    (7200000, -60000)
    """
    return time_ms // length_ms * length_ms
