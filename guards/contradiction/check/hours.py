"""Opening hours: what a sentence says of the hours of days, against the hours by weekday of a context.

What enters are a context and a sentence; what leaves are verdicts on its times and days. Both sides are read into days
with the times at which they open and close, and compared day by day: a conflict is only where a day that the sentence
names says otherwise, and that day is quoted. The days of several records are never mixed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.statements import Sentence, read_sentence
from guards.contradiction.text.words import fold, key_words, stem
from guards.contradiction.values.dates import weekday_of

_CLOCK = r"(?:\d{1,2}(?::\d{1,2})?(?:\s?[ap](?:\.m\.|m\b))?|\b(?:noon|midday|midnight)\b)"
_CLOCK_PARTS = re.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d{1,2}))?(?:\s?(?P<half>[ap])\.?m)?")
_RANGE = re.compile(rf"({_CLOCK})\s?(?:-|to|until|till)\s?({_CLOCK})")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_DAYS = re.compile(
    rf"(?<!the )(?<!we )(?<!i )\b(?P<first>{_DAY})(?:\s?(?:-|to|through|thru|until)\s?(?P<last>{_DAY}))?\b"
    r"|\b(?P<work>weekdays?)\b|\b(?P<end>weekends?)\b"
    r"|\b(?:(?P<most>most days)|daily|every ?day|(?:seven|7) days|all week)\b(?: (?:of|a) (?:the )?week)?"
)
_ITEM = re.compile(
    rf"{_DAYS.pattern}|(?<![\d:$.])(?P<open>{_CLOCK})(?:\s?(?:-|to|until|till|and)\s?(?P<close>{_CLOCK}))?"
)
_IS_CLOCK = re.compile(r":|[ap]\.?m|noon|mid")
_LIST = re.compile(r"\s?(?:,|and|or|&|/|\s)*(?:on |from )?\s?")
_SPEAKS = re.compile(r"\b(?:open(?:s|ed|ing)?|clos(?:es?|ed|ing)|hours?|until|till|operat\w+|from|serv\w+)\b")
_KEEPS = re.compile(r"\b(?P<open>open|operat(?:es?|ing|ion)|hours)\b|\bclosed\b(?! permanently)")
_ONCE = re.compile(r"\b(?:last|this|next|permanently|temporarily|was|were|holidays?)\b")
# Days that are named to be taken out of what was said before.
_APART = re.compile(
    r"\b(?:extend\w*|longer|shorter|later|earlier|early|reduced|limited|vary\w*|varied|different|except\w*|but)\b[^\d]*$"
)
_LOOSE = re.compile(
    r"\b(?:(?P<most>mainly|mostly|usually|typically|generally)|depending|vary|varying|ranging|either|some)\b"
)
_END = re.compile(
    r"(?s:.*)\b(?:(?P<open>opens|opening|from|starts?|starting|begin\w*|since|after)"
    r"|(?P<close>clos\w+|until|till|to|ends?|ending|through|by|before)|(?P<inside>open|available|operat\w+|serv\w+))\b"
)
# Two times of one end: "closing hours vary between 4 pm and 8 pm".
_BETWEEN = re.compile(r"\b(?:(?P<close>clos\w+)|opens|opening (?:times?|hours?))\b[^,;\d]*\bbetween $")
_DAY_MINUTES = 24 * 60
_MOST, _ALL_BUT_ONE = 0.5, 0.999
"""What share of the days may say otherwise: of "hours vary from 9 am to 6 pm" it is enough that one has the time."""
_FIELD_MAX = 300
"""Code points of a field that is a week of hours; a longer one is prose."""
_RECORD_MIN = 4
"""Days with hours beside which "0:0-0:0" is a day off. With fewer, nothing is known of it."""
_IS_DAY = frozenset(("day", "weekday"))
_OPENS = frozenset(map(stem, ("open", "opens", "opening", "from", "start", "begin")))
_CLOSES = frozenset(map(stem, ("close", "closes", "closing", "to", "until", "till", "end")))
_OWN_LINE = "hours operates daily day week weekdays weekends available"
_OWN = _OPENS | _CLOSES | frozenset(map(stem, _OWN_LINE.split()))
"""Words of hours, which name nothing that is open."""

Minutes = frozenset[int]
"""A time of day; two, half a day apart, where morning or evening was not said."""
Spans = tuple[tuple[Minutes, Minutes], ...]


class Day(NamedTuple):
    """Where the context speaks of one day, and its stretches of opening; none where it is closed all day."""

    passage: int
    start: int
    end: int
    spans: Spans
    structured: bool
    """Whether it is a field that says so plainly: "0:0-0:0" is a day off, or not known."""
    about: frozenset[str] | None = None
    """Of prose: the words of its sentence."""

    def keeps(self, end: str, at: Minutes) -> bool:
        """Whether the place opens, or closes, or is open, at a time of the day."""
        if end != "inside":
            return any(at & span[end == "close"] for span in self.spans)
        return any(
            (minute - one) % _DAY_MINUTES <= (two - one) % _DAY_MINUTES
            for opens, closes in self.spans
            for minute in at
            for one in opens
            for two in closes
        )


Hours = dict[int, Day]


class Time(NamedTuple):
    """A time that a sentence says, with its place, and what happens then."""

    end: str
    at: Minutes
    start: int
    stop: int


@dataclass
class Said:
    """Days of a sentence, with the times that it says of them."""

    days: list[int]
    start: int
    stop: int
    apart: str
    """What takes them out of days named before."""
    part: float
    """What share of the days may say otherwise."""
    times: list[Time] = field(default_factory=list)


def hours_of(context: Context) -> Hours:
    """The one record of hours by weekday, else what its prose says; empty where there is none, or more than one."""
    found: dict[tuple[object, ...], Hours] = defaultdict(dict)
    for cell in context.cells:
        if cell.slot.type == "string":
            days, cells = _days_in(fold(cell.slot.key)), [cell]
            if not days and not _IS_DAY.isdisjoint(key_words(cell.slot.key)):
                days, cells = _days_in(fold(cell.slot.text)), context.rows[cell.row]
            spans = _spans(_written(cells)) if days else None
            if spans is not None:
                place = min(one.slot.start for one in cells), max(one.slot.end for one in cells)
                day = Day(cell.passage, *place, spans, bool(spans) or _written(cells) == "closed")
                of = cell.slot.path[:-1] if len(cells) == 1 else cell.row[1][:-1]
                found[cell.passage, of] |= dict.fromkeys(days, day)
    if len(found) != 1:
        return {} if found else _of_prose(context)
    hours = next(iter(found.values()))
    known = sum(bool(day.spans) for day in hours.values())
    return {number: day for number, day in hours.items() if known >= _RECORD_MIN or day.spans or day.structured}


def _written(cells: Sequence[Cell]) -> str:
    """What one field, or the fields of a row, say of one day: "9:00-17:00", "closed"."""
    if len(cells) == 1:
        return fold(cells[0].slot.text).strip()
    ends = [[one for one in cells if ends & set(key_words(one.slot.key))] for ends in (_OPENS, _CLOSES)]
    told = [fold(end[0].slot.text).strip() for end in ends if end]
    whole = [text for one in cells if (text := fold(one.slot.text).strip()) == "closed" or _RANGE.fullmatch(text)]
    return whole[0] if whole else " - ".join(told)


def _of_prose(context: Context) -> Hours:
    """The hours that sentences and longer fields say; none of a day that is said twice."""
    told = [(number, one, False) for number, one in context.sentences if one.valued and not one.question]
    told += [
        (cell.passage, read_sentence(context.folded[cell.passage], cell.slot.start, cell.slot.end), True)
        for cell in context.cells
        if cell.slot.type == "string" and len(cell.slot.text) <= _FIELD_MAX
    ]
    found: dict[int, set[Day]] = defaultdict(set)
    for number, sentence, structured in told:
        folded = context.folded[number]
        if _DAYS.search(folded, sentence.start, sentence.end) is None:
            continue
        topic = context.topics.get(number, frozenset()) if sentence.said[:1] in (["it"], ["they"], ["we"]) else ()
        groups = _said(folded, sentence)
        for said in groups:
            spans = _paired(said.times)
            kept = _kept(folded, sentence, said)
            closed = not any(group.times for group in groups) and kept is said.apart.startswith("except")
            start, end = (said.times[0].start, said.times[-1].stop) if spans else (said.start, said.stop)
            about = None if structured else sentence.content.union(topic, _OWN, LIGHT)
            for day in said.days if closed or (spans and not said.part) else ():
                found[day].add(Day(number, start, end, spans, structured, about))
    return {day: next(iter(ones)) for day, ones in found.items() if len({one.spans for one in ones}) == 1}


def _paired(times: list[Time]) -> Spans:
    opens, closes = ([time.at for time in times if time.end == end] for end in ("open", "close"))
    return tuple(zip(opens, closes, strict=True)) if len(opens) == len(closes) else ()


def _days_in(folded: str) -> list[int]:
    return list(dict.fromkeys(day for match in _DAYS.finditer(folded) for day in _days(match)))


def _days(match: re.Match[str]) -> list[int]:
    if match["first"] is None:
        return list(range(5) if match["work"] else (5, 6) if match["end"] else range(7))
    first, last = weekday_of(match["first"]), weekday_of(match["last"] or match["first"])
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


def _spans(text: str) -> Spans | None:
    """The stretches of one day's field; None where it is something else."""
    if text == "closed":
        return ()
    found = [(_minutes(match[1]), _minutes(match[2])) for match in _RANGE.finditer(text)]
    if not found or re.search(r"\w{3}", _RANGE.sub("", text)):
        return None
    return tuple(one for one in found if not one[0] & one[1])


def _minutes(clock: str) -> Minutes:
    match = _CLOCK_PARTS.match(clock)
    if match is None:
        return frozenset((0 if clock.startswith("midnight") else _DAY_MINUTES // 2,))
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if match["half"] and hour <= 12:
        return frozenset(((hour % 12 + (12 if match["half"] == "p" else 0)) * 60 + minute,))
    at = (hour * 60 + minute) % _DAY_MINUTES
    bare = match["m"] is None and 0 < hour <= 12
    return frozenset((at, (at + _DAY_MINUTES // 2) % _DAY_MINUTES)) if bare else frozenset((at,))


def may_be_said(folded: str, sentence: Sentence) -> bool:
    """Whether a sentence speaks of the hours of days."""
    return all(pattern.search(folded, sentence.start, sentence.end) is not None for pattern in (_SPEAKS, _DAYS))


def compare(folded: str, sentence: Sentence, hours: Hours) -> Iterator[tuple[int, int, Compared]]:
    """A verdict on each time of day, and on the days, of a sentence that speaks of hours."""
    loose = _LOOSE.search(folded, sentence.start, sentence.end) is not None
    for said in _said(folded, sentence):
        known = [hours[day] for day in said.days if day in hours]
        if any(day.about is not None and sentence.content - day.about for day in known):
            continue  # the hours of another thing
        opened, closed = ([day for day in known if bool(day.spans) is kept] for kept in (True, False))
        wrong = False
        for time in said.times if len(known) == len(said.days) and opened else ():
            against = [day for day in opened if not day.keeps(time.end, time.at)]
            off = len(against) > said.part * len(opened)
            wrong = wrong or off
            yield time.start, time.stop, _against(time.start, time.stop, against[0]) if off else SUPPORTED
        kept = _kept(folded, sentence, said)
        if closed and not (loose or said.part or said.apart or wrong) and kept is True:
            yield said.start, said.stop, _against(said.start, said.stop, closed[0])
        elif opened and not said.times and kept is False:
            yield said.start, said.stop, _against(said.start, said.stop, opened[0])
        elif known and len(known) == len(said.days):
            yield said.start, said.stop, SUPPORTED


def _against(start: int, stop: int, day: Day) -> Compared:
    sure = 0.95 if day.structured else 0.7
    return Compared(Conflict("date_conflict", start, stop, *day[:3], structured=day.structured, confidence=sure))


def _said(folded: str, sentence: Sentence) -> list[Said]:
    """What a sentence says of days. Days that are named again later are meant there only."""
    order: list[Said | list[Time]] = []
    last = sentence.start
    for match in _ITEM.finditer(folded, sentence.start, sentence.end):
        between, before = folded[last : match.start()], order[-1] if order else None
        if match["open"]:
            times = _times(folded, sentence.start, match)
            if isinstance(before, list) and times and _are_joined(before, times, between):
                before += times
            elif times:
                order.append(times)
            last = match.end() if times else last
            continue
        days, last = _days(match), match.end()
        if isinstance(before, Said) and _LIST.fullmatch(between):
            before.days, before.stop = before.days + days, last
        else:
            apart = _APART.search(between)
            order.append(Said([*days], *match.span(), apart[0] if apart else "", _MOST if match["most"] else 0.0))
        for group in order[:-1]:
            if isinstance(group, Said):
                group.days = [day for day in group.days if day not in days] or group.days
    groups = [one for one in order if isinstance(one, Said)]
    _bind(order)
    for group in groups:
        for at in (group.start, *(time.start for time in group.times)):
            loose = _LOOSE.search(folded, *clause_around(folded, sentence.start, sentence.end, at))
            if loose is not None:
                group.part = _MOST if loose["most"] else _ALL_BUT_ONE
    return groups


def _bind(order: list[Said | list[Time]]) -> None:
    """Times are of the days behind them where the sentence ends on days, else of those before them."""
    forward = bool(order) and isinstance(order[-1], Said) and not order[-1].apart
    for place, one in enumerate(order):
        if isinstance(one, list):
            behind = next((two for two in order[place + 1 :][:1] if isinstance(two, Said) and not two.apart), None)
            before = next((two for two in reversed(order[:place]) if isinstance(two, Said)), None)
            bound = (behind or before) if forward else (before or behind)
            if bound is not None:
                bound.times += one


def _are_joined(before: list[Time], times: list[Time], between: str) -> bool:
    """Whether two are of the same days: "opens at 9 am and closes at 5 pm", "9:00-12:00 and 13:00-17:00"."""
    if len(before) == len(times) == 1:
        return before[0].end != times[0].end
    return _LIST.fullmatch(between) is not None


def _times(folded: str, start: int, match: re.Match[str]) -> list[Time]:
    """The one or two times of an item; none of numbers that are no times."""
    if _IS_CLOCK.search(match[0]) is None:
        return []
    if match["close"] is None:
        end = _END.match(folded, max(start, match.start() - 60), match.start())
        return [Time(end.lastgroup or "", _minutes(match["open"]), *match.span("open"))] if end is not None else []
    both = _BETWEEN.search(folded, start, match.start())
    ends = ("open", "close") if both is None else ("close", "close") if both["close"] else ("open", "open")
    return [
        Time(end, _minutes(match[name]), *match.span(name)) for end, name in zip(ends, ("open", "close"), strict=True)
    ]


def _kept(folded: str, sentence: Sentence, said: Said) -> bool | None:
    """Whether the days are said to be open, or closed, by the nearest word before them, else the first after."""
    words = list(_KEEPS.finditer(folded, sentence.start, sentence.end))
    word = next(iter([one for one in words if one.start() < said.start][-1:] or words), None)
    if word is None or _ONCE.search(folded, sentence.start, sentence.end) is not None:
        return None
    denied = denial_of(folded, sentence.start, sentence.end, word.start()) is not None
    return (word["open"] is not None) is not denied
