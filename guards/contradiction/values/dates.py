"""Dates and times of day as written in English, in ISO 8601, and in the commonest forms of other languages.

What enters is a place in folded text; what leaves are values of kind `date` (as far as they were written: a day without
its year is a date too) and `clock` (minutes after midnight). A numeric date that can be read in two ways keeps both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from guards.contradiction.values.value import PartialDate, Value
from guards.contradiction.values.zones import AFTER, zone_of

_NAMES = "january february march april may june july august september october november december"
_MONTHS = _NAMES.split()
# As they differ from the English name, or from what it begins with.
_ELSEWHERE = """januar janvier enero / februar février fevrier febrero / märz marz mars marzo / avril abril / mai mayo
/ juni juin junio / juli juillet julio / août aout agosto / septembre septiembre sept / oktober octobre octubre okt
/ novembre noviembre / dezember décembre decembre diciembre dez"""
_MONTH = {name: number for number, name in enumerate(_MONTHS, 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()}
_MONTH |= {name: number for number, names in enumerate(_ELSEWHERE.split("/"), 1) for name in names.split()}
_WEEK = "monday tuesday wednesday thursday friday saturday sunday"
_DAYS = _WEEK.split()
_DAY = {name: number for number, name in enumerate(_DAYS)}
_DAY |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}

MONTH_WORDS = frozenset(_MONTH)
DAY_WORDS = frozenset(_DAY)
WEEKDAY_WORDS = frozenset((*_DAYS, *(day + "s" for day in _DAYS)))
CLOCK_WORDS = frozenset(("noon", "midnight", "midday"))
PART_WORDS = frozenset(("quarter",))
HALF_DAYS = frozenset(("am", "pm", "m", "o'clock", "a", "p"))

_M = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"(?:1\d|20|21)\d\d"
_NTH = r"(?:st|nd|rd|th)"
_TO = r"\s?(?:-|to|through|until|and|&)\s?"
_IN_MONTH = "in since by until before after during every this next last of late early"
_IN_YEAR = "till from for through mid year born and to or between fy fiscal spring summer autumn fall winter"
_BEFORE_MONTH = frozenset(_IN_MONTH.split())
_BEFORE_YEAR = _BEFORE_MONTH.union(_IN_YEAR.split())

_ISO = re.compile(
    rf"(?P<y>{_YEAR})(?P<sep>[-./])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?![\d-])"
    r"(?:[t ](?P<h>\d\d):(?P<min>\d\d)(?::\d\d(?:\.\d+)?)?\s?(?P<zone>z|utc|[+-]\d\d:?\d\d)?)?"
)
_NUMERIC = re.compile(rf"(?P<one>\d{{1,2}})(?P<sep>[/.])(?P<two>\d{{1,2}})(?P=sep)(?P<y>{_YEAR}|\d\d)(?![\d/]|\.\d)")
_CHINESE = re.compile(r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d\d?)月)?(?:(?P<d>\d\d?)[日号])?")
_DAY_FIRST = re.compile(
    rf"(?:(?P<from>\d{{1,2}}){_NTH}?{_TO}(?:the )?)?(?P<d>\d{{1,2}})(?:{_NTH}|\.|er)?[\s-](?:of |de )?"
    rf"(?P<name>{_M})\b\.?(?:,?[\s-](?:de )?(?P<y>{_YEAR})\b)?"
)
_MONTH_FIRST = re.compile(
    rf"(?P<name>{_M})\b\.?(?:\s+(?:the\s+)?(?P<d>\d{{1,2}}){_NTH}?(?![\d:%]|\s?[ap]m\b|,\d|\.\d)"
    rf"(?:{_TO}(?P<to>\d{{1,2}}){_NTH}?(?![\d:%/]|[.,]\d|\s?[ap]m\b)(?=\s*(?:$|[.,;!?)]|(?:and|in|at|for|this|{_YEAR})\b)))?"
    rf"(?:,?\s+(?P<y>{_YEAR})\b)?|,?\s+(?:of\s+|de\s+)?(?P<y2>{_YEAR})\b)"
)
# Four digits before one of these are no year, even behind "for".
_MEASURES = r"\s?(?:eur|usd|gbp|chf|km|kg|mg|ml|cm|mm|[kmg]b|kwh|m2)\b"
_YEAR_ENDS = re.compile(rf"(?![\d%-]|,\d|\s?(?:%|[a-z]{{2,}}s\b)|{_MEASURES}|\.\d|\s\d{{3}}\b)")
_YEARS = re.compile(rf"(?P<y>{_YEAR})(?:(?P<decade>'?s\b)|[ -](?:q(?P<q>[1-4])\b)?)?")
_LONE_DAY = re.compile(
    rf"(?P<d>\d{{1,2}}){_NTH}\b"
    r"(?=\s*(?:$|[.,;:!?)]|of (?:this|next|the) month|(?:at|with|and|or|from|in|on|is|for|to) ))"
)
_PART_YEAR = re.compile(rf"(?: (?:of )?(?:fiscal |the )?|,? )(?P<y>{_YEAR})\b")
_QUARTER = re.compile(rf"(?:(?P<q>q[1-4])\b(?:(?: of)?(?: fy)?[ -]?'?(?=\d))?|fy'?)(?P<y>(?:{_YEAR}|\d\d)\b)?")
_WHOLE = re.compile(
    rf"\s*(?:the\s)?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<wd>{'|'.join(_DAY)})|(?P<name>{_M})|(?P<y>{_YEAR}))\s*$"
)
_CLOCK = re.compile(
    r"(?:(?P<h>1[0-2]|0?\d)(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])(?:m\b|\.m\b\.?)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"|(?P<ho>1[0-2]|0?\d)\s?o'clock)"
)
_COMMA = re.compile(r"(?:,? (?:the )?|, on | \()")
_AT = re.compile(r"[,\s(]*(?:(?:at|on|by|from|until)\s)?")


def weekday_of(word: str) -> int:
    """The number of a weekday by its name or how it begins, 0 for Monday."""
    return _DAY[word[:3]]


def whole_date(folded: str) -> Value | None:
    """The date that a short text is as a whole: `the 10th`, `sunday`, `2026`."""
    match = _WHOLE.match(folded)
    if match is None:
        return None
    month, weekday = _MONTH.get(match["name"] or ""), _DAY.get(match["wd"] or "")
    return next(iter(_date(0, len(folded), PartialDate(_int(match["y"]), month, _int(match["d"]), weekday))), None)


def numeric_at(folded: str, place: int, start: int, stop: int, months: bool) -> list[Value]:
    """The dates that begin with the digit at a place, two of "12-15 June"; `months` says whether the text names one."""
    if months and (match := _DAY_FIRST.match(folded, place, stop)) is not None:
        return _named(match, match["y"], (match["from"], match["d"]), match.end("from"), match.start("d"))
    sign = folded[place + 4 : place + 5]
    if sign in ("-", ".", "/") and (match := _ISO.match(folded, place, stop)) is not None:
        time = 60.0 * int(match["h"]) + int(match["min"]) if match["h"] else 0.0
        found = _date(place, match.end(), PartialDate(int(match["y"]), int(match["m"]), int(match["d"])))
        step, zone = 1.0 if match["h"] else 0.0, zone_of(match["zone"] or "")
        return [value._replace(low=time, high=time, step=step, zone=zone) for value in found]
    if "/" in folded[place + 1 : place + 3] or "." in folded[place + 1 : place + 3]:
        if (match := _NUMERIC.match(folded, place, stop)) is None:
            return []
        one, two, year = int(match["one"]), int(match["two"]), _year(match["y"])
        return _date(place, match.end(), *dict.fromkeys((PartialDate(year, one, two), PartialDate(year, two, one))))
    if "年" in folded[place : place + 5] or "月" in folded[place : place + 3]:
        match = _CHINESE.match(folded, place, stop)
        fields = [_int(match[name]) for name in "ymd"] if match is not None else [None]
        return _date(place, match.end(), PartialDate(*fields)) if match is not None and any(fields) else []
    if sign.isdigit():
        return []
    if (match := _YEARS.match(folded, place, stop)) is not None:
        return _years(match, folded, place, start, stop)
    if (match := _LONE_DAY.match(folded, place, stop)) is None or _word_before(folded, place, start) != "the":
        return []
    return _date(place, match.end(), PartialDate(day=int(match["d"])))


def worded_at(folded: str, word: str, place: int, start: int, stop: int) -> list[Value]:
    """The dates and times that begin with the word at a place."""
    end = place + len(word)
    if word in CLOCK_WORDS:
        minutes = 0.0 if word == "midnight" else 720.0
        return [_zoned(folded, Value("clock", place, end, minutes, minutes, unit="24h"), stop)]
    if word in WEEKDAY_WORDS:
        return _date(place, end, PartialDate(weekday=weekday_of(word)))
    if word in PART_WORDS:
        number, match = _QUARTERS.get(_word_before(folded, place, start)), _PART_YEAR.match(folded, end, stop)
        return _date(place, match.end(), PartialDate(int(match["y"]), part=f"q{number}")) if number and match else []
    if (match := _MONTH_FIRST.match(folded, place, stop)) is not None:
        year = match["y"] or match["y2"]
        return _named(match, year, (match["d"], match["to"]), match.end("d"), match.start("to"))
    alone = word in _MONTHS and _word_before(folded, place, start) in _BEFORE_MONTH
    return _date(place, end, PartialDate(month=_MONTH[word])) if alone else []


def quarter_at(folded: str, place: int, stop: int) -> list[Value]:
    """The quarter or fiscal year that begins at a place: "Q3 2024", "FY2024"."""
    match = _QUARTER.match(folded, place, stop)
    return _date(place, match.end(), PartialDate(_year(match["y"]), part=match["q"] or "")) if match is not None else []


def clock_at(folded: str, place: int, stop: int) -> list[Value]:
    """The time of day that begins with the digit at a place; `12h` where morning or evening was not said."""
    match = _CLOCK.match(folded, place, stop)
    if match is None:
        return []
    if match["half"]:
        hour, unit = int(match["h"]) % 12 + (12 if match["half"] == "p" else 0), "24h"
    elif match["ho"]:
        hour, unit = int(match["ho"]) % 12, "12h"
    else:
        hour = int(match["h24"])
        unit = "24h" if hour > 12 or match["h24"].startswith("0") else "12h"
    minutes = 60.0 * hour + int(match["m"] or match["m24"] or 0)
    return [_zoned(folded, Value("clock", place, match.end(), minutes, minutes, unit=unit), stop)]


def clock_of(stamp: Value) -> Value | None:
    """The time of day of a date that is written with one."""
    return stamp._replace(kind="clock", unit="24h", step=0.0) if stamp.kind == "date" and stamp.step else None


def joined(folded: str, found: list[Value]) -> list[Value]:
    """ "Friday, May 8" is one date, and "April 5 at 11 pm Central time" an instant."""
    values: list[Value] = []
    for value in found:
        last = values[-1] if values else value
        values.append(value)
        kinds = last.kind, value.kind
        if kinds == ("date", "date") and last.dates[0].weekday is not None and last.dates[0].day is None:
            if value.dates[0].day and _COMMA.fullmatch(folded, last.end, value.start):
                dates = tuple(one._replace(weekday=last.dates[0].weekday) for one in value.dates)
                values[-2:] = [value._replace(start=last.start, dates=dates)]
        elif kinds in (("date", "clock"), ("clock", "date")) and (last.kind == "date" or last.zone):
            clock, day = (value, last) if value.kind == "clock" else (last, value)
            if clock.zone and _AT.fullmatch(folded, last.end, value.start):
                clock, day = (
                    clock._replace(dates=day.dates),
                    day._replace(low=clock.low, high=clock.low, zone=clock.zone),
                )
                values[-2:] = sorted((clock, day), key=lambda one: one.start)
    return values


def _date(start: int, end: int, *days: PartialDate) -> list[Value]:
    """The date at a place with those of its readings that can be."""
    can_be = [one for one in days if 1 <= (one.month or 1) <= 12 and (one.day is None or 1 <= one.day <= 31)]
    return [Value("date", start, end, dates=tuple(can_be))] if can_be else []


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _named(
    match: re.Match[str], year: str | None, days: tuple[str | None, str | None], end: int, begin: int
) -> list[Value]:
    """The date with the name of a month, or the two of which the earlier ends and the later begins at these places."""
    month, numbers = _MONTH[match["name"]], sorted(int(day) for day in days if day)
    dates = [PartialDate(_int(year), month, day) for day in numbers] or [PartialDate(_int(year), month)]
    if len(dates) == 1:
        return _date(match.start(), match.end(), *dates)
    return _date(match.start(), end, dates[0]) + _date(begin, match.end(), dates[1])


def _years(match: re.Match[str], folded: str, place: int, start: int, stop: int) -> list[Value]:
    year, end = int(match["y"]), match.end("y")
    if match["q"]:
        return _date(place, match.end(), PartialDate(year, part="q" + match["q"]))
    if match["decade"]:
        decade = PartialDate(year, years=100 if year % 100 == 0 else 10)
        return _date(place, match.end(), decade) if year % 10 == 0 else []
    bracketed = folded[place - 1 : place] == "(" and folded[end : end + 1] == ")" and place > start
    before = bracketed or _word_before(folded, place, start) in _BEFORE_YEAR
    return _date(place, end, PartialDate(year)) if before and (bracketed or _YEAR_ENDS.match(folded, end, stop)) else []


def _word_before(folded: str, place: int, start: int) -> str:
    words: Sequence[str] = folded[max(start, place - 14) : place].replace("-", " ").rsplit(None, 1)
    word = words[-1].lstrip("(\"'") if words and folded[place - 1 : place] in " -" else ""
    if word == "year" and folded.endswith("the year ", start, place):
        return "year"
    return word


def _zoned(folded: str, clock: Value, stop: int) -> Value:
    """The time with the zone that stands behind it."""
    match = AFTER.match(folded, clock.end, stop)
    zone = zone_of(match["place"] or match["zone"]) if match is not None else ""
    return clock._replace(end=match.end(), zone=zone) if match is not None and zone else clock
