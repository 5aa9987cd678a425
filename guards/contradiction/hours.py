"""Opening hours: what an answer says of the hours of days, against the hours by weekday of a context.

What enters are a context and a sentence; what leaves are verdicts on its times and days. Both sides are read into one
shape, days with the times at which they open and close, and compared day by day: a conflict is only where a day that
the sentence names says otherwise, and that day is quoted. The days of several records are never mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.statements import Sentence, read_sentence
from guards.contradiction.text.words import fold, stem
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
    r"\b(?P<word>extend\w*|longer|shorter|later|earlier|early|reduced|limited|vary\w*|varied|different|except\w*|but)\b"
    r"[^\d]*$"
)
_LOOSE = re.compile(
    r"\b(?:(?P<most>mainly|mostly|usually|typically|generally)|depending|vary|varying|ranging|either|some)\b"
)
_END = re.compile(
    r"\b(?:(?P<open>opens|opening|from|starts?|starting|begin\w*|since|after)"
    r"|(?P<close>clos\w+|until|till|to|ends?|ending|through|by|before)|(?P<inside>open|available|operat\w+|serv\w+))\b"
)
# Two times of one end: "closing hours vary between 4 pm and 8 pm".
_BETWEEN = re.compile(r"\b(?:(?P<close>clos\w+)|opens|opening (?:times?|hours?))\b[^,;\d]*\bbetween $")
_MINUTES = 24 * 60
_ALL_BUT_ONE = 0.999
"""Of "hours vary from 9 am to 6 pm": it is enough that one day has the time."""
_FIELD_MAX = 300
"""Code points of a field that is a week of hours; a longer one is prose."""
_RECORD_MIN = 4
"""Days with hours beside which "0:0-0:0" is a day off. With fewer, nothing is known of it."""

End = Literal["open", "close", "inside"]
Minutes = frozenset[int]
"""A time of day; two, half a day apart, where morning or evening was not said."""


class Day(NamedTuple):
    """Where the context speaks of one day, and its stretches of opening; none where it is closed all day."""

    passage: int
    start: int
    end: int
    spans: tuple[tuple[Minutes, Minutes], ...]
    structured: bool
    """Whether it is a field that says so plainly: "0:0-0:0" is a day off, or not known."""
    about: frozenset[str] | None = None
    """Of prose: the words of its sentence."""

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


Hours = dict[int, Day]
_PRONOUNS = (["it"], ["they"], ["we"])
_OWN_WORDS = (
    *("open", "opens", "opening", "close", "closes", "closed", "closing", "hours", "operates", "operating", "start"),
    *("end", "daily", "day", "days", "week", "weekdays", "weekends", "available"),
)
_OWN = frozenset(map(stem, _OWN_WORDS))
"""Words of hours, which name nothing that is open."""


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
    apart: str = ""
    """The word by which they are taken out of days named before."""
    part: float = 0.0
    """What share of the days may say otherwise."""


def hours_of(context: Context) -> Hours:
    """The one record of hours by weekday, else what its prose says; empty where there is none, or more than one."""
    records: dict[tuple[object, ...], Hours] = {}
    for cell in context.cells:
        days = days_in(fold(cell.slot.key)) if cell.slot.type == "string" else []
        spans = _spans(fold(cell.slot.text)) if days else None
        for day in days if spans is not None else ():
            plain = bool(spans) or fold(cell.slot.text).strip() == "closed"
            here = Day(cell.passage, cell.slot.start, cell.slot.end, spans or (), plain)
            records.setdefault((cell.passage, cell.slot.path[:-1]), {})[day] = here
    if len(records) != 1:
        return {} if records else _of_prose(context)
    hours = next(iter(records.values()))
    known = sum(bool(day.spans) for day in hours.values())
    return {number: day for number, day in hours.items() if known >= _RECORD_MIN or day.spans or day.structured}


def _of_prose(context: Context) -> Hours:
    """The hours that sentences and longer fields say; none of a day that is said twice."""
    told = [
        (number, one, False)
        for number, one in context.sentences
        if one.valued and not one.question and _DAYS_ONLY.search(one.text) is not None
    ]
    for cell in context.cells:
        if (
            cell.slot.type == "string"
            and len(cell.slot.text) <= _FIELD_MAX
            and _DAYS_ONLY.search(fold(cell.slot.text)) is not None
        ):
            folded = context.folded[cell.passage]
            told.append((cell.passage, read_sentence(folded, cell.slot.start, cell.slot.end), True))
    found: dict[int, set[Day]] = {}
    for number, sentence, structured in told:
        folded = context.folded[number]
        topic = context.topics.get(number, frozenset()) if sentence.said[:1] in _PRONOUNS else frozenset()
        groups = _said(folded, sentence)
        timed = any(group.times for group in groups)
        for said in groups:
            spans = _pairs(said.times)
            kept = _kept(folded, sentence, said)
            closed = not timed and (kept is True if said.apart.startswith("except") else kept is False)
            start, end = (said.times[0].start, said.times[-1].stop) if spans else (said.start, said.stop)
            about = None if structured else sentence.content | topic | _OWN | LIGHT
            for day in said.days if closed or (spans and not said.part) else ():
                found.setdefault(day, set()).add(Day(number, start, end, spans, structured, about))
    return {day: next(iter(ones)) for day, ones in found.items() if len({one.spans for one in ones}) == 1}


def _pairs(times: list[Time]) -> tuple[tuple[Minutes, Minutes], ...]:
    opens, closes = ([time.at for time in times if time.end == end] for end in ("open", "close"))
    return tuple(zip(opens, closes, strict=True)) if len(opens) == len(closes) else ()


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


def may_be_said(folded: str, sentence: Sentence) -> bool:
    """Whether a sentence speaks of the hours of days."""
    return (
        _SPEAKS.search(folded, sentence.start, sentence.end) is not None
        and _DAYS_ONLY.search(folded, sentence.start, sentence.end) is not None
    )


def compare(folded: str, sentence: Sentence, hours: Hours) -> Iterator[tuple[int, int, Compared]]:
    """A verdict on each time of day, and on the days, of a sentence that speaks of hours."""
    loose = _LOOSE.search(folded, sentence.start, sentence.end) is not None
    for said in _said(folded, sentence):
        known = [hours[day] for day in said.days if day in hours]
        if any(day.about is not None and sentence.content - day.about for day in known):
            continue  # the hours of another thing
        opened = [day for day in known if day.spans]
        wrong = False
        for time in said.times if len(known) == len(said.days) and opened else ():
            against = [day for day in opened if not day.keeps(time.end, time.at)]
            off = len(against) > said.part * len(opened)
            wrong = wrong or off
            yield time.start, time.stop, _against(time.start, time.stop, against[0]) if off else SUPPORTED
        closed = [day for day in known if not day.spans]
        kept = _kept(folded, sentence, said)
        if closed and not (loose or said.part or said.apart or wrong) and kept is True:
            yield said.start, said.stop, _against(said.start, said.stop, closed[0])
        elif opened and not said.times and kept is False:
            yield said.start, said.stop, _against(said.start, said.stop, opened[0])
        elif known and len(known) == len(said.days):
            yield said.start, said.stop, SUPPORTED


def _against(start: int, stop: int, day: Day) -> Compared:
    confidence = 0.95 if day.structured else 0.7
    place = (day.passage, day.start, day.end)
    return Compared(Conflict("date_conflict", start, stop, *place, structured=day.structured, confidence=confidence))


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
            apart = _APART.search(between)
            groups.append(Said([*days], *match.span(), apart=apart["word"] if apart is not None else "", part=part))
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
    both = _BETWEEN.search(folded, start, match.start())
    first: End = "close" if both is not None and both["close"] else "open"
    last: End = "open" if both is not None and not both["close"] else "close"
    return [Time(end, _minutes(match[name]), *match.span(name)) for end, name in ((first, "open"), (last, "close"))]


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
