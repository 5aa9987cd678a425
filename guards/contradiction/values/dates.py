"""Dates and times of day as written in English and in ISO 8601.

What enters is folded text; what leaves are values of kind `date` (as far as they were written: a day without its
year is a date too) and `clock` (minutes after midnight). A numeric date that can be read in two ways keeps both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from guards.contradiction.values.value import PartialDate, Value

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = {name: number for number, name in enumerate(_MONTHS, 1)}
_MONTH |= {name[:3]: number for name, number in _MONTH.items()} | {"sept": 9}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = {name: number for number, name in enumerate(_DAYS)}
_DAY |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}

_M = "|".join(sorted(_MONTH, key=len, reverse=True))
_D = "|".join(_DAYS)
_YEAR = r"(?:1\d|20|21)\d\d"

_TIME = r"(?P<h>\d\d):(?P<min>\d\d)(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?"
_NTH = r"(?:st|nd|rd|th)"
_BEFORE_YEAR = (
    "in|since|by|until|till|before|after|of|during|from|for|through|early|late|mid|year|born|and|to|or|between"
)
_AFTER_NTH = r"$|[.,;:!?)]|of (?:this|next|the) month|at |with |and |or |from |in |on |is |for |to "

_COMMA = re.compile(r"(?:,? (?:the )?|, on | \()")

_ISO = re.compile(rf"(?<![\d-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])(?:[t ]{_TIME})?")
_BY_MONTH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<name>{_M})\b\.?\s+(?:the\s+)?(?P<d>\d{{1,2}}){_NTH}?(?![\d:%]|\s?[ap]m\b|,\d)(?:,?\s+(?P<y>{_YEAR})\b)?",
        rf"\b(?P<d>\d{{1,2}}){_NTH}?[\s-](?:of\s+)?(?P<name>{_M})\b\.?(?:,?[\s-](?P<y>{_YEAR})\b)?",
        rf"\b(?P<name>{_M})\b\.?,?\s+(?:of\s+)?(?P<y>{_YEAR})\b",
    )
)
_NUMERIC = re.compile(
    rf"(?<![\d/.])(?P<one>\d{{1,2}})(?P<sep>[/.])(?P<two>\d{{1,2}})(?P=sep)(?P<y>{_YEAR}|\d\d)(?![\d/])"
)
_WEEKDAY = re.compile(rf"\b(?P<wd>{_D})s?\b")
# Four digits before one of these are no year, even behind "for".
_MEASURES = r"\s?(?:eur|usd|gbp|chf|km|kg|mg|ml|cm|mm|[kmg]b|kwh|m2)\b"
_LONE_YEARS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_BEFORE_YEAR})[\s-](?:the year )?(?P<y>{_YEAR})"
        rf"(?![\d%-]|,\d|\s?(?:%|[a-z]{{2,}}s\b)|{_MEASURES}|\.\d)",
        rf"(?<=\()(?P<y>{_YEAR})(?=\))",
    )
)
_LONE_DAY = re.compile(rf"\bthe\s(?P<d>\d{{1,2}}){_NTH}\b(?=\s*(?:{_AFTER_NTH}))")
_ANY_YEAR = re.compile(r"[12]\d(?<!\d\d\d)\d\d(?!\d)")
_LONE_MONTH = re.compile(
    rf"\b(?:in|since|by|until|before|after|during|every|this|next|last|of|late|early) (?P<name>{'|'.join(_MONTHS)})\b"
)
_WHOLE = re.compile(
    rf"\s*(?:the\s)?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)|(?P<wd>{'|'.join(_DAY)})|(?P<name>{_M})|(?P<y>{_YEAR}))\s*$"
)

_CLOCK = re.compile(
    r"(?<![\d:.$/-])(?:(?P<h>1[0-2]|0?\d)(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])(?:m\b|\.m\b\.?)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"|(?P<ho>1[0-2]|0?\d)\s?o'clock)|\b(?P<word>noon|midnight|midday)\b"
)


MONTH_WORDS = frozenset(_MONTH)
DAY_WORDS = frozenset(_DAY)
WEEKDAY_WORDS = frozenset((*_DAYS, *(day + "s" for day in _DAYS)))
CLOCK_WORDS = frozenset(("noon", "midnight", "midday"))
_HALF_DAYS = CLOCK_WORDS | {"am", "pm", "m", "o'clock", "a", "p"}
_NTH_WORDS = frozenset(("st", "nd", "rd", "th"))


def dates_of(folded: str, start: int, stop: int, said: Set[str], digits: bool) -> list[Value]:
    """Dates and times of day of a stretch of folded text, in order, none overlapping another.

    `said` are its runs of letters, `digits` whether it has any: by them each form is looked for only where it can be.
    """
    found: list[Value] = []
    for value in (*_dates(folded, start, stop, said, digits), *_clocks(folded, start, stop, said, digits)):
        if not any(value.start < other.end and other.start < value.end for other in found):
            found.append(value)
    return list(_joined(folded, sorted(found, key=lambda value: value.start)))


def _joined(folded: str, found: list[Value]) -> Iterator[Value]:
    """ "Friday, May 8" is one date."""
    waiting: Value | None = None
    for value in found:
        if waiting is not None and _is_weekday_of(folded, waiting, value):
            day = waiting.dates[0].weekday
            dates = tuple(one._replace(weekday=day) for one in value.dates)
            waiting = value._replace(start=waiting.start, dates=dates)
            continue
        if waiting is not None:
            yield waiting
        waiting = value
    if waiting is not None:
        yield waiting


def _is_weekday_of(folded: str, one: Value, two: Value) -> bool:
    if one.kind != "date" or two.kind != "date" or one.dates[0].weekday is None:
        return False
    return two.dates[0].day is not None and _COMMA.fullmatch(folded, one.end, two.start) is not None


def weekday_of(word: str) -> int:
    """The number of a weekday by its name or how it begins, 0 for Monday."""
    return _DAY[word[:3]]


def whole_date(folded: str) -> Value | None:
    """The date that a short text is as a whole: `the 10th`, `sunday`, `2026`."""
    match = _WHOLE.match(folded)
    dates = _read(match) if match is not None else ()
    return Value("date", 0, len(folded), dates=dates) if dates else None


def _forms(folded: str, start: int, stop: int, said: Set[str], digits: bool) -> Iterator[re.Pattern[str]]:
    """The forms that a date of this stretch can have, the fuller ones first."""
    months = not MONTH_WORDS.isdisjoint(said)
    if digits:
        years = _ANY_YEAR.search(folded, start, stop) is not None
        if years and folded.find("-", start, stop) >= 0:
            yield _ISO
        if months:
            yield from _BY_MONTH
        if folded.find("/", start, stop) >= 0 or folded.find(".", start, stop) >= 0:
            yield _NUMERIC
        if not WEEKDAY_WORDS.isdisjoint(said):
            yield _WEEKDAY
        if years:
            yield from _LONE_YEARS
        if not _NTH_WORDS.isdisjoint(said):
            yield _LONE_DAY
    elif not WEEKDAY_WORDS.isdisjoint(said):
        yield _WEEKDAY
    if months:
        yield _LONE_MONTH


def _dates(folded: str, start: int, stop: int, said: Set[str], digits: bool) -> Iterator[Value]:
    for pattern in _forms(folded, start, stop, said, digits):
        for match in pattern.finditer(folded, start, stop):
            dates = _read(match)
            if dates:
                first = min(match.start(name) for name, text in match.groupdict().items() if text and name != "sep")
                yield Value("date", first, match.end(), dates=dates)


def _read(match: re.Match[str]) -> tuple[PartialDate, ...]:
    got = match.groupdict()
    year = _year(got.get("y"))
    if got.get("one"):
        one, two = int(got["one"]), int(got["two"])
        readings = [(one, two)] if one == two else [(one, two), (two, one)]
        return tuple(PartialDate(year, month, day) for month, day in readings if 1 <= month <= 12 and 1 <= day <= 31)
    month = _MONTH[got["name"]] if got.get("name") else int(got["m"]) if got.get("m") else None
    day = int(got["d"]) if got.get("d") else None
    if (day is not None and not 1 <= day <= 31) or (month is not None and not 1 <= month <= 12):
        return ()
    weekday = _DAY[got["wd"]] if got.get("wd") else None
    return (PartialDate(year, month, day, weekday),)


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _clocks(folded: str, start: int, stop: int, said: Set[str], digits: bool) -> Iterator[Value]:
    words = _HALF_DAYS if digits else CLOCK_WORDS
    if words.isdisjoint(said) and not (digits and folded.find(":", start, stop) >= 0):
        return
    for match in _CLOCK.finditer(folded, start, stop):
        minutes, unit = _minutes(match)
        yield Value("clock", match.start(), match.end(), minutes, minutes, unit=unit)


def _minutes(match: re.Match[str]) -> tuple[float, str]:
    """Minutes after midnight; `12h` where morning or evening was not said."""
    if match["word"]:
        return (0.0 if match["word"] == "midnight" else 720.0), "24h"
    if match["half"]:
        hour = int(match["h"]) % 12 + (12 if match["half"] == "p" else 0)
        return 60.0 * hour + int(match["m"] or 0), "24h"
    if match["ho"]:
        return 60.0 * (int(match["ho"]) % 12), "12h"
    hour, minute = int(match["h24"]), int(match["m24"])
    exact = hour > 12 or match["h24"].startswith("0")
    return 60.0 * hour + minute, "24h" if exact else "12h"
