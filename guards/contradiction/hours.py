"""Opening hours: what an answer says of the hours of a day, against a record of hours by weekday.

What enters are cells and a sentence; what leaves are verdicts on its times of day. A time must be one at which the
place opens or closes on a day that the sentence names; the days of several records are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import fold
from guards.contradiction.values.dates import weekday_of
from guards.contradiction.values.value import Value, relation

_TIME = r"(\d{1,2})(?::(\d{1,2}))?\s?([ap])?\.?m?\.?"
_RANGE = re.compile(rf"\s*{_TIME}\s?(?:-|to|until)\s?{_TIME}\s*$")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_DAYS = re.compile(rf"\b(?P<first>{_DAY})(?:\s?(?:-|to|through|thru|until)\s?(?P<last>{_DAY}))?\b")
_SPANS = re.compile(r"\b(?:(?P<work>weekdays?)|(?P<end>weekends?)|(?P<all>daily|every ?day|seven days|all week))\b")
_SPEAKS = re.compile(r"\b(?:open(?:s|ed|ing)?|clos(?:es?|ed|ing)|hours?|until|till|operat\w+|from|serv\w+)\b")


class Day(NamedTuple):
    """One day's hours: the times as values, none where it is closed all day."""

    cell: Cell
    times: tuple[Value, ...]


Hours = dict[int, Day]


def hours_of(cells: Sequence[Cell]) -> Hours:
    """The one record of hours by weekday; empty where there is none, or more than one."""
    records: dict[tuple[object, ...], Hours] = {}
    for cell in cells:
        days = days_in(fold(cell.slot.key)) if cell.slot.type == "string" else []
        times = _times(cell) if days else None
        for day in days if times is not None else ():
            records.setdefault((cell.passage, cell.slot.path[:-1]), {})[day] = Day(cell, times or ())
    return next(iter(records.values())) if len(records) == 1 else {}


def days_in(folded: str) -> list[int]:
    """The weekdays that a text names, ranges and "weekends" included."""
    found: list[int] = []
    for match in _DAYS.finditer(folded):
        first, last = weekday_of(match["first"]), weekday_of(match["last"] or match["first"])
        found += [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]
    for match in _SPANS.finditer(folded):
        found += range(5) if match["work"] else (5, 6) if match["end"] else range(7)
    return list(dict.fromkeys(found))


def _times(cell: Cell) -> tuple[Value, ...] | None:
    text = fold(cell.slot.text)
    if text.strip() == "closed":
        return ()
    match = _RANGE.match(text)
    if match is None:
        return None
    one, two = _minutes(*match.group(1, 2, 3)), _minutes(*match.group(4, 5, 6))
    # "0:0-0:0" is how some records say that they do not know.
    return None if one.low == two.low else (one, two)


def _minutes(hour: str, minute: str | None, half: str | None) -> Value:
    at = 60.0 * (int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)) + int(minute or 0)
    return Value("clock", 0, 0, at % 1440, at % 1440, unit="24h")


def compare(folded: str, sentence: Sentence, clocks: Sequence[Value], hours: Hours) -> Iterator[tuple[Value, Compared]]:
    """A verdict on each time of day of a sentence that speaks of the hours of days on record."""
    named = days_in(sentence.text)
    days = [hours[day] for day in named if day in hours]
    if not days or len(days) < len(named) or _SPEAKS.search(folded, sentence.start, sentence.end) is None:
        return
    allowed = [time for day in days for time in day.times]
    for clock in clocks:
        if not allowed or any(relation(clock, time) == "same" for time in allowed):
            yield clock, SUPPORTED
        else:
            yield clock, Compared(conflict_with(clock, days[0].cell, 0.95))
