"""Opening hours: what a sentence says of the hours of days, against the hours by weekday of a context.

What enters are a context and a sentence; what leaves are verdicts on its times and days. Both sides are read into days
with the times at which they open and close, and compared day by day: a conflict is only where a day that the sentence
names says otherwise, and that day is quoted. The days of several records are never mixed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from guards.contradiction.cells import Row
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import fold, key_words, stem
from guards.contradiction.values.dates import weekday_of

_CLOCK = r"(?:\d{1,2}(?::\d{1,2})?(?:\s?[ap](?:\.m\.|m\b))?|\b(?:noon|midday|midnight)\b)"
_CLOCK_PARTS = re.compile(r"(?P<h>\d{1,2})(?::(?P<m>\d{1,2}))?(?:\s?(?P<half>[ap])\.?m)?")
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
    r"\b(?:extend\w*|longer|shorter|later|earlier|early|reduced|limited|vary\w*|varied|different|except\w*|but|closed)\b"
    r"[^\d]*$"
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
_SURE = 0.75
"""Right nearly always on records of RAGTruth, half the time on the few hand-written hours."""
_MOST, _ALL_BUT_ONE = 0.5, 0.999
"""What share of the days may say otherwise: of "hours vary from 9 am to 6 pm" it is enough that one has the time."""
_FIELD_MAX = 300
"""Code points of a field that is a week of hours; a longer one is prose."""
_RECORD_MIN = 4
"""Days with hours beside which "0:0-0:0" is a day off. With fewer, nothing is known of it."""
_DAY_KEYS = ("day",), ("weekday",)
_OWN_LINE = "open close closing start end hours operates daily day week weekdays weekends available"
_OWN = frozenset(map(stem, _OWN_LINE.split()))
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


class Line(NamedTuple):
    """A stretch of text that may say hours: a field behind its key, a row, a longer field, a sentence."""

    folded: str
    start: int
    end: int
    passage: int
    record: Row | None = None
    """The record whose keys or rows are days."""
    shift: int = 0
    """From its places to those of the passage."""
    cell: tuple[int, int] | None = None
    """The place of the field."""
    about: frozenset[str] | None = None


def hours_of(context: Context) -> Hours:
    """The one record of hours by weekday, else what longer fields and prose say of days, each day once; empty where
    there are several records."""
    found: dict[Row | None, dict[int, set[Day]]] = defaultdict(lambda: defaultdict(set))
    for line in _lines(context):
        groups = _said(line.folded, line.start, line.end, line.record is not None)
        for said in groups:
            spans = _paired(said.times)
            kept = _kept(line.folded, line.start, line.end, said)
            closed = not said.times and kept is said.apart.startswith("except")
            start, end = (said.times[0].start, said.times[-1].stop) if said.times else (said.start, said.stop)
            place = start + line.shift, end + line.shift
            place = line.cell if line.cell is not None and not (said.times and line.shift) else place
            day = Day(line.passage, *place, spans or (), line.about is None and bool(spans or closed), line.about)
            timed = said.times and spans is not None and bool(spans or line.record) and not said.part
            for number in said.days if closed or timed else ():
                found[line.record][number].add(day)
    plain = found.pop(None, {})
    hours = next(iter(found.values()), plain) if len(found) < 2 else {}
    once = {number: next(iter(days)) for number, days in hours.items() if len({day.spans for day in days}) == 1}
    known = sum(bool(day.spans) for day in once.values())
    return {
        number: day
        for number, day in once.items()
        if known >= _RECORD_MIN or day.spans or hours is plain or day.structured
    }


def _lines(context: Context) -> Iterator[Line]:
    for cell in context.cells:
        if cell.slot.type != "string" or len(cell.slot.text) > _FIELD_MAX:
            continue
        slot, key, text = cell.slot, fold(cell.slot.key), fold(cell.slot.text)
        row = context.rows[cell.row]
        if _DAYS.search(key) is not None:
            line, shift = f"{key}: {text}", slot.start - len(key) - 2
            yield Line(line, 0, len(line), cell.passage, (cell.passage, slot.path[:-1]), shift, (slot.start, slot.end))
        elif _DAYS.search(text) is not None and key_words(slot.key) in _DAY_KEYS:
            line = f"{text}: " + " - ".join(fold(one.slot.text) for one in row if one is not cell)
            place = min(one.slot.start for one in row), max(one.slot.end for one in row)
            yield Line(line, 0, len(line), cell.passage, (cell.passage, cell.row[1][:-1]), 0, place)
        elif _DAYS.search(text) is not None:
            yield Line(context.folded[cell.passage], slot.start, slot.end, cell.passage)
    for number, sentence in context.sentences:
        folded = context.folded[number]
        if sentence.valued and not sentence.question and _DAYS.search(folded, sentence.start, sentence.end) is not None:
            topic = (
                context.topics.get(number, frozenset()) if next(iter(sentence.said), "") in ("it", "they", "we") else ()
            )
            about = sentence.content.union(topic, _OWN, LIGHT)
            yield Line(folded, sentence.start, sentence.end, number, about=about)


def _paired(times: list[Time]) -> Spans | None:
    """The stretches between times; none of one that opens and closes at once, and not known where an end is missing."""
    opens, closes = ([time.at for time in times if time.end == end] for end in ("open", "close"))
    if len(opens) != len(closes):
        return None
    return tuple((one, two) for one, two in zip(opens, closes, strict=True) if not one & two)


def _days(match: re.Match[str]) -> list[int]:
    if match["first"] is None:
        return list(range(5) if match["work"] else (5, 6) if match["end"] else range(7))
    first, last = weekday_of(match["first"]), weekday_of(match["last"] or match["first"])
    return [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]


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
    for said in _said(folded, sentence.start, sentence.end):
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
        kept = _kept(folded, sentence.start, sentence.end, said)
        if closed and not (loose or said.part or said.apart or wrong) and kept is True:
            yield said.start, said.stop, _against(said.start, said.stop, closed[0])
        elif opened and not said.times and kept is False:
            yield said.start, said.stop, _against(said.start, said.stop, opened[0])
        elif known and len(known) == len(said.days):
            yield said.start, said.stop, SUPPORTED


def _against(start: int, stop: int, day: Day) -> Compared:
    sure = _SURE
    return Compared(Conflict("date_conflict", start, stop, *day[:3], structured=day.structured, confidence=sure))


def _said(folded: str, start: int, end: int, bare: bool = False) -> list[Said]:
    """What a stretch says of days. Days that are named again later are meant there only. `bare`: "9-17" are times."""
    order: list[Said | list[Time]] = []
    last = start
    for match in _ITEM.finditer(folded, start, end):
        between, before = folded[last : match.start()], order[-1] if order else None
        if match["open"]:
            times = _times(folded, start, match, bare)
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
            loose = _LOOSE.search(folded, *clause_around(folded, start, end, at))
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


def _times(folded: str, start: int, match: re.Match[str], bare: bool) -> list[Time]:
    """The one or two times of an item; none of numbers that are no times."""
    if not (bare and match["close"]) and _IS_CLOCK.search(match[0]) is None:
        return []
    if match["close"] is None:
        end = _END.match(folded, max(start, match.start() - 60), match.start())
        return [Time(end.lastgroup or "", _minutes(match["open"]), *match.span("open"))] if end is not None else []
    both = _BETWEEN.search(folded, start, match.start())
    ends = ("open", "close") if both is None else ("close", "close") if both["close"] else ("open", "open")
    return [
        Time(end, _minutes(match[name]), *match.span(name)) for end, name in zip(ends, ("open", "close"), strict=True)
    ]


def _kept(folded: str, start: int, end: int, said: Said) -> bool | None:
    """Whether the days are said to be open, or closed, by the nearest word before them, else the first after."""
    words = list(_KEEPS.finditer(folded, start, end))
    word = next(iter([one for one in words if one.start() < said.start][-1:] or words), None)
    if word is None or _ONCE.search(folded, start, end) is not None:
        return None
    denied = denial_of(folded, start, end, word.start()) is not None
    return (word["open"] is not None) is not denied
