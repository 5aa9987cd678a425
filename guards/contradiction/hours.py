"""Opening hours: what an answer says of the hours of days, against a record of hours by weekday.

What enters are cells and a sentence; what leaves are verdicts on its times and days. Both sides are read into one
shape, days with the times at which they open and close, and compared day by day: a conflict is only where a day that
the sentence names says otherwise, and that day is quoted. The days of several records are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import fold
from guards.contradiction.values.dates import weekday_of

_CLOCK = r"(?:\d{1,2}(?::\d{1,2})?(?:\s?[ap](?:\.m\.|m\b))?|\b(?:noon|midday|midnight)\b)"
_CLOCK_PARTS = re.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d{1,2}))?(?:\s?(?P<half>[ap])\.?m)?|(?P<word>[a-z]+)")
_RANGE = re.compile(rf"({_CLOCK})\s?(?:-|to|until|till)\s?({_CLOCK})")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_DAYS = (
    rf"(?<!the )(?<!we )(?<!i )\b(?P<first>{_DAY})(?:\s?(?:-|to|through|thru|until)\s?(?P<last>{_DAY}))?\b"
    r"|\b(?P<work>weekdays?)\b|\b(?P<end>weekends?)\b"
    r"|\b(?P<all>(?P<most>most days)|daily|every ?day|(?:seven|7) days|all week)\b"
    r"(?: (?:of|a) (?:the )?week)?"
)
_DAYS_ONLY = re.compile(_DAYS)
_ITEM = re.compile(
    rf"{_DAYS}|(?<![\d:$.])(?P<open>{_CLOCK})\s?(?:-|to|until|till|and)\s?(?P<close>{_CLOCK})|(?<![\d:$.])(?P<at>{_CLOCK})"
)
_IS_CLOCK = re.compile(r":|[ap]\.?m|noon|mid")
_LIST = re.compile(r"\s?(?:,|and|or|&|/|\s)*(?:on |from )?\s?")
_SPEAKS = re.compile(r"\b(?:open(?:s|ed|ing)?|clos(?:es?|ed|ing)|hours?|until|till|operat\w+|from|serv\w+)\b")
_KEEPS = re.compile(r"\b(?P<open>open|operat(?:es?|ing|ion)|hours)\b|\b(?P<closed>closed)\b(?! permanently)")
_ONCE = re.compile(r"\b(?:last|this|next|permanently|temporarily|was|were|holidays?)\b")
# Days that are named to be taken out of what was said before.
_APART = re.compile(
    r"\b(?:extend\w*|longer|shorter|later|earlier|early|reduced|limited|vary\w*|varied|different|except\w*|but)\b[^\d]*$"
)
_LOOSE = re.compile(
    r"\b(?:(?P<most>mainly|mostly|usually|typically|generally)|depending|vary|varying|ranging|either|some)\b"
)
_END = re.compile(
    r"\b(?:(?P<open>opens|opening|from|starts?|starting|begin\w*|since|after)"
    r"|(?P<close>clos\w+|until|till|to|ends?|ending|through|by|before)|(?P<inside>open|available|operat\w+|serv\w+))\b"
)
_MINUTES = 24 * 60
_ALL_BUT_ONE = 0.999
"""Of "hours vary from 9 am to 6 pm": it is enough that one day has the time."""
_RECORD_MIN = 4
"""Days with hours beside which "0:0-0:0" is a day off. With fewer, nothing is known of it."""

End = Literal["open", "close", "inside"]
Minutes = frozenset[int]
"""A time of day; two, half a day apart, where morning or evening was not said."""


class Day(NamedTuple):
    """The field of one day and its stretches of opening; none where it is closed all day."""

    cell: Cell
    spans: tuple[tuple[Minutes, Minutes], ...]

    def keeps(self, end: End, at: Minutes) -> bool:
        """Whether the place opens, or closes, or is open, at a time of the day."""
        if end == "open":
            return any(at & opens for opens, _ in self.spans)
        if end == "close":
            return any(at & closes for _, closes in self.spans)
        return any(
            (minute - one) % _MINUTES <= (two - one) % _MINUTES
            for minute in at
            for opens, closes in self.spans
            for one in opens
            for two in closes
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether the field says "0:0-0:0": a day off, or not known."""
        return not self.spans and "closed" not in fold(self.cell.slot.text)


Hours = dict[int, Day]


class Time(NamedTuple):
    """A time that a sentence says, with its place."""

    end: End
    at: Minutes
    start: int
    stop: int


@dataclass
class Said:
    """Days of a sentence, with the times that it says of them."""

    days: list[int]
    start: int
    stop: int
    times: list[Time] = field(default_factory=list)
    apart: bool = False
    """Whether they are taken out of days named before."""
    part: float = 0.0
    """What share of the days may say otherwise."""


def hours_of(cells: Sequence[Cell]) -> Hours:
    """The one record of hours by weekday; empty where there is none, or more than one."""
    records: dict[tuple[object, ...], Hours] = {}
    for cell in cells:
        days = days_in(fold(cell.slot.key)) if cell.slot.type == "string" else []
        spans = _spans(fold(cell.slot.text)) if days else None
        for day in days if spans is not None else ():
            records.setdefault((cell.passage, cell.slot.path[:-1]), {})[day] = Day(cell, spans or ())
    if len(records) != 1:
        return {}
    hours = next(iter(records.values()))
    known = sum(bool(day.spans) for day in hours.values())
    return {number: day for number, day in hours.items() if known >= _RECORD_MIN or not day.is_doubtful}


def days_in(folded: str) -> list[int]:
    """The weekdays that a text names, ranges and "weekends" included."""
    return list(dict.fromkeys(day for match in _DAYS_ONLY.finditer(folded) for day in _days(match)))


def _days(match: re.Match[str]) -> list[int]:
    if match["first"] is None:
        return list(range(5) if match["work"] else (5, 6) if match["end"] else range(7))
    first, last = weekday_of(match["first"]), weekday_of(match["last"] or match["first"])
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


def _spans(text: str) -> tuple[tuple[Minutes, Minutes], ...] | None:
    """The stretches of one day's field; None where it is something else."""
    if text.strip() == "closed":
        return ()
    found = [(_minutes(match[1]), _minutes(match[2])) for match in _RANGE.finditer(text)]
    if not found or re.search(r"\w{3}", _RANGE.sub("", text)):
        return None
    return tuple(one for one in found if not one[0] & one[1])


def _minutes(clock: str) -> Minutes:
    match = _CLOCK_PARTS.match(clock)
    if match is None or match["word"]:
        return frozenset((0 if clock.startswith("midnight") else 720,))
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if match["half"] and hour <= 12:
        return frozenset(((hour % 12 + (12 if match["half"] == "p" else 0)) * 60 + minute,))
    at = (hour * 60 + minute) % _MINUTES
    bare = match["m"] is None and 0 < hour <= 12
    return frozenset((at, (at + 720) % _MINUTES)) if bare else frozenset((at,))


def compare(folded: str, sentence: Sentence, hours: Hours) -> Iterator[tuple[int, int, Compared]]:
    """A verdict on each time of day, and on days off, of a sentence that speaks of the hours of days on record."""
    if not hours or _SPEAKS.search(folded, sentence.start, sentence.end) is None:
        return
    loose = _LOOSE.search(folded, sentence.start, sentence.end) is not None
    for said in _said(folded, sentence):
        known = [hours[day] for day in said.days if day in hours]
        opened = [day for day in known if day.spans]
        wrong = False
        for time in said.times if len(known) == len(said.days) and opened else ():
            against = [day for day in opened if not day.keeps(time.end, time.at)]
            wrong = len(against) > said.part * len(opened)
            yield time.start, time.stop, _against(time.start, time.stop, against[0]) if wrong else SUPPORTED
        off = [day for day in known if not day.spans]
        if (
            off
            and not loose
            and not said.part
            and not said.apart
            and not wrong
            and _kept(folded, sentence, said) is True
        ):
            yield said.start, said.stop, _against(said.start, said.stop, off[0])
        elif opened and not said.times and _kept(folded, sentence, said) is False:
            yield said.start, said.stop, _against(said.start, said.stop, opened[0])


def _against(start: int, stop: int, day: Day) -> Compared:
    slot = day.cell.slot
    return Compared(
        Conflict(
            "date_conflict",
            start,
            stop,
            day.cell.passage,
            slot.start,
            slot.end,
            structured=not day.is_doubtful,
            confidence=0.7 if day.is_doubtful else 0.95,
        )
    )


def _said(folded: str, sentence: Sentence) -> list[Said]:
    """What a sentence says of days. Days that are named again later are meant there only."""
    groups: list[Said] = []
    order: list[Said | list[Time]] = []
    last = sentence.start
    for match in _ITEM.finditer(folded, sentence.start, sentence.end):
        between = folded[last : match.start()]
        before = order[-1] if order else None
        if match["at"] or match["open"]:
            times = _times(folded, sentence.start, match)
            if isinstance(before, list) and times and _are_joined(before, times, between):
                before += times
            elif times:
                order.append(times)
            last = match.end() if times else last
            continue
        days = _days(match)
        if isinstance(before, Said) and _LIST.fullmatch(between):
            before.days, before.stop = before.days + days, match.end()
        else:
            part = 0.5 if match["most"] else 0.0
            groups.append(Said([*days], *match.span(), apart=_APART.search(between) is not None, part=part))
            order.append(groups[-1])
        for group in groups[:-1]:
            group.days = [day for day in group.days if day not in days] or group.days
        last = match.end()
    _bind(order)
    for group in groups:
        for place in (group.start, *(time.start for time in group.times)):
            loose = _LOOSE.search(folded, *clause_around(folded, sentence.start, sentence.end, place))
            if loose is not None:
                group.part = 0.5 if loose["most"] else _ALL_BUT_ONE
    return groups


def _are_joined(before: list[Time], times: list[Time], between: str) -> bool:
    """Whether two are of the same days: "opens at 9 am and closes at 5 pm", "9:00-12:00 and 13:00-17:00"."""
    if len(before) == len(times) == 1:
        return before[0].end != times[0].end
    return _LIST.fullmatch(between) is not None


def _bind(order: list[Said | list[Time]]) -> None:
    """Times are of the days behind them where the sentence ends on days, else of those before them."""
    forward = bool(order) and isinstance(order[-1], Said) and not order[-1].apart
    for place, times in enumerate(order):
        if isinstance(times, Said):
            continue
        behind = order[place + 1] if place + 1 < len(order) else None
        after = behind if isinstance(behind, Said) and not behind.apart else None
        before = next((one for one in reversed(order[:place]) if isinstance(one, Said)), None)
        found = (after or before) if forward else (before or after)
        if found is not None:
            found.times += times


def _times(folded: str, start: int, match: re.Match[str]) -> list[Time]:
    """The one or two times of an item; none of numbers that are no times."""
    if _IS_CLOCK.search(match[0]) is None:
        return []
    if match["at"] is not None:
        end = _end_of(folded[max(start, match.start() - 60) : match.start()])
        return [Time(end, _minutes(match["at"]), *match.span("at"))] if end is not None else []
    ends: tuple[tuple[End, str], ...] = (("open", "open"), ("close", "close"))
    return [Time(end, _minutes(match[name]), *match.span(name)) for end, name in ends]


def _end_of(before: str) -> End | None:
    """What a single time is, by the last word that says it."""
    last = next(reversed([*_END.finditer(before)]), None)
    if last is None:
        return None
    return "open" if last["open"] else "close" if last["close"] else "inside"


def _kept(folded: str, sentence: Sentence, said: Said) -> bool | None:
    """Whether the days are said to be open, or closed, by the nearest word before them, else the first after."""
    if _ONCE.search(folded, sentence.start, sentence.end) is not None:
        return None
    words = list(_KEEPS.finditer(folded, sentence.start, sentence.end))
    before = [word for word in words if word.start() < said.start]
    word = before[-1] if before else next(iter(words), None)
    if word is None:
        return None
    denied = denial_of(folded, sentence.start, sentence.end, word.start()) is not None
    return (word["open"] is not None) is not denied
