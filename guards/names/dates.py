"""Dates, times and ages by rule, where Presidio's own patterns stop: months and weekdays by name, clock times, spans of
days said in words.

What enters is text; what leaves are places. A bare weekday, a bare year and "may" are no dates here, unless something
beside them says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Place(NamedTuple):
    """A stretch of text and how sure the rule is."""

    start: int
    end: int
    score: float


_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_LONG_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_FULL_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:(?:1[6-9]|20)\d\d|['’]\d\d)"
_CLOCK = (
    r"(?:[01]?\d|2[0-3])(?::[0-5]\d){1,2}(?:\.\d{1,6})?(?:\s?(?:[ap]m\b|[ap]\.m\.?))?(?:\s?(?:UTC|GMT|CET|EST|PST|Z)\b)?"
    r"|(?:0?[1-9]|1[0-2])\s?(?:[ap]m\b|[ap]\.m\.?)"
)
_JOIN = r"(?:\s*,\s*|\s+(?:at|um|à)\s+|\s+)"

_NAMED = (
    rf"(?:(?:{_DAY})\b\.?,?\s+(?:the\s+)?)?"
    rf"(?:{_NUMBER}(?:st|nd|rd|th)?\.?(?:\s+(?:day\s+)?of\s+|[\s-]+){_MONTH}(?![a-z])(?:(?:,\s*|\s+(?:of\s+)?|-){_YEAR}\b)?"
    rf"|{_MONTH}(?![a-z])\s+(?:the\s+)?{_NUMBER}(?:st|nd|rd|th)?(?!\d|[.,:]\d)(?:(?:,\s*|\s+){_YEAR}\b)?"
    rf"|{_MONTH}(?![a-z])(?:,?\s+(?:of\s+)?|-)(?:1[6-9]|20)\d\d\b)"
    rf"(?:{_JOIN}(?:{_CLOCK}))?"
)
_NUMERIC = (
    rf"(?:(?:{_DAY})\b\.?,?\s+)?"
    rf"(?:(?:1[6-9]|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1{_NUMBER}"
    rf"|{_NUMBER}([-/.])(?:0?[1-9]|1[0-2])\2(?:1[6-9]|20)?\d\d"
    rf"|(?:0?[1-9]|1[0-2])([-/.]){_NUMBER}\3(?:1[6-9]|20)?\d\d"
    rf"|(?:1[6-9]|20)\d\d年(?:0?[1-9]|1[0-2])月(?:{_NUMBER}日)?)"
    rf"(?![\d]|[-/.]\d)(?:[T ]?(?:{_CLOCK})|{_JOIN}(?:{_CLOCK}))?(?:[+-]\d\d:?\d\d\b)?"
)
_PART_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night))?"
_SAID = (
    r"(?:(?:last|next|this|on|every|since|until|till|by|from|coming|past|early|late)\s+)"
    rf"(?P<said>{_FULL_DAY}{_PART_OF_DAY}|{_LONG_MONTH})\b"
    rf"|\b(?P<rel>(?:tonight|(?:yesterday|tomorrow){_PART_OF_DAY})(?!['’]s)"
    r"|the day (?:before yesterday|after tomorrow))\b"
    r"|\b(?P<ago>(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\s+"
    r"(?:minutes?|hours?|days?|weeks?|months?|years?)\s+ago)\b"
    rf"|\b(?:in|during|of|for|mid|early|late)[\s-](?P<month>{_LONG_MONTH})\b"
    r"|\b(?P<decade>(?:1[6-9]|20)\d0s)\b"
    r"|\b(?:exp(?:iry|ires?|iration)?\.?(?:\s+date)?|valid\s+(?:thru|until|through|till))[\s:]{1,3}"
    r"(?P<expiry>(?:0?[1-9]|1[0-2])/(?:20)?\d\d)\b"
    r"|\((?P<aside>(?:1[6-9]|20)\d\d(?:\s?[-–]\s?(?:1[6-9]|20)\d\d)?)\)"
    r"|\b(?P<week>(?:last|next|this)\s+(?:week|weekend|month|year|summer|winter|spring|autumn|fall))\b"
    r"|\b(?:in|since|until|from|of|year|by|during|circa|born|dated?)\s+(?:the\s+year\s+)?"
    r"(?P<year>(?:1[6-9]|20)\d\d)\b(?![-/.:]\d|[%$€]|\s*(?:[a-z]+s\b|kg|km|mg|ml))"
    rf"|\b(?P<day>{_FULL_DAY})\b"
)

_SURE = re.compile(rf"(?<![\w/.-])(?:{_NAMED}|{_NUMERIC})", re.IGNORECASE)
_TIME = re.compile(rf"(?<![\w:.,/-])(?:{_CLOCK})(?!\w|:\d)", re.IGNORECASE)
_WORDS = re.compile(_SAID, re.IGNORECASE)

# A date has a digit, or a word of these; the patterns are tried around them only, for they are slow on prose. The
# longest form ("Wednesday, the 23rd day of September, 2024 at 10:30:00.123456 a.m. UTC") reaches this far either way.
_DIGIT_CUE = re.compile(r"\d+")
_YEAR_CUE = re.compile(r"\d{4}")
_WORD_CUES = (
    *("day", " ago", "tonight", "tomorrow", "week", "month", "year", "summer", "winter", "spring", "autumn", "fall"),
    *("january", "february", "april", "june", "july", "august", "september", "october", "november", "december"),
    *("exp", "valid"),
)
_REACH = 48


def dates_in(text: str) -> Iterator[Place]:
    """Dates and times of a text, which may overlap with other recognizers' but not with each other.

    >>> text = "Born March 5, 1980, seen on 12 Feb 2024 at 10:30 and last Tuesday; call by 5 pm. It may rain."
    >>> [text[start:end] for start, end, _ in dates_in(text)]
    ['March 5, 1980', '12 Feb 2024 at 10:30', '5 pm', 'Tuesday']
    """
    taken: list[tuple[int, int]] = []
    digits = list(_around((found.start() for found in _DIGIT_CUE.finditer(text)), len(text)))
    words = _around(_word_cues(text), len(text))
    for pattern, score, windows in (
        (_SURE, 0.85, digits),
        (_TIME, 0.6, digits),
        (_WORDS, 0.5, words),
    ):
        known = len(taken)
        for begin, end in windows:
            for found in pattern.finditer(text, begin, end):
                place = _said(found)
                if not _meets(taken, known, place):
                    taken.append(place)
                    yield Place(*place, score)
        taken.sort()


def _word_cues(text: str) -> list[int]:
    """Where the words stand. Plain search per word is several times faster than one pattern for all of them."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when they are made small
        low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    found = [year.start() for year in _YEAR_CUE.finditer(text)]
    for word in _WORD_CUES:
        at = low.find(word)
        while at >= 0:
            found.append(at)
            at = low.find(word, at + 1)
    return sorted(found)


def _around(cues: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """Stretches around the cues, none of them overlapping."""
    begin = end = -1
    for cue in cues:
        if cue - _REACH > end:
            if end >= 0:
                yield begin, end
            begin = max(cue - _REACH, 0)
        end = min(cue + _REACH, length)
    if end >= 0:
        yield begin, end


def _meets(taken: list[tuple[int, int]], known: int, place: tuple[int, int]) -> bool:
    """True where one of the first `known` places, which are in order, overlaps."""
    at = bisect_left(taken, (place[1],), 0, known)
    return at > 0 and taken[at - 1][1] > place[0]


def _said(found: re.Match[str]) -> tuple[int, int]:
    """The date itself, without the word before it that gave it away."""
    for name, value in found.groupdict().items():
        if value is not None:
            return found.span(name)
    return found.span()
