"""Dates and times by rule, where Presidio's own patterns stop: months and weekdays by name in a dozen languages, forms
of logs and mails, clock times, quarters, decades, ranges, days said in words.

What enters is text; what leaves are places. A bare year counts where nothing is counted by it; "may", "march" and "sun"
are no dates unless something beside them says so. What is said of the day of speaking ("yesterday", "two weeks ago",
"next Friday") dates nothing by itself and scores below the default threshold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from guards.pii.names.date_patterns import (
    BARE_YEAR,
    CARD,
    CARD_EXPIRY,
    CARD_REACH,
    COUNTED_BEFORE,
    MONTH,
    NOW,
    SURE,
    TIME,
    WORDS,
)
from guards.pii.names.places import Place

# A date has a digit beside a month, a sign or half a day, or one of a few words; the patterns are tried around these
# only, for they are slow on prose. The longest form ("Wednesday, the 23rd day of September, 2024 at 10:30:00.123456
# a.m. UTC") reaches this far either way.
_DIGIT_CUE = re.compile(r"\d+")
_SIGN_CUE = re.compile(
    r"\d\s?[-/.:年년월月]\s?\d|\d\s?[ap]\.?\s?m\b|\d[ht]\d|\b(?:19|20)\d\d\b|\b[qh][1-4]|\dq|fy|[年월月]"
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_FIRST_LETTERS = (
    "jan jän fév fev feb gen ene mär mar maa már mai maj may mei mag apr avr abr ápr jun jul juh jui giu lug iun "
    "iul aug aoû ago avg avq sep set sze okt oct ott out nov noi dec dez des déc dic sty lut kwi cze lip sie wrz "
    "paź lis gru led úno bře dub kvě čer srp zář říj pro oca şub nis haz tem ağu eyl eki kas ara янв фев мар мая "
    "май апр июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов гру ιαν φεβ μαρ μαΐ απρ ιου αυγ "
    "σεπ οκτ νοε δεκ "
)
_MONTH_CUES = frozenset(_FIRST_LETTERS.split())
_CUE_REACH = 20
_YEAR_DIGITS = 4
_AFTER_DIGITS = ("s", "st", "nd", "rd", "th", " o'clock", " o’clock")
_SPOKEN_MONTHS = (
    *("january", "february", "march", "april", "of may", "may the", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_WORD_CUES = (
    *("day", " ago", "tonight", "tomorrow"),
    *("expir", "exp.", "exp:", "exp ", "valid ", "good t", "half past", "quarter ", "clock", "from now"),
)
_REACH = 48


def dates_in(text: str) -> Iterator[Place]:
    """Dates and times of a text, which may overlap with other recognizers' but not with each other.

    >>> text = "Born March 5, 1980, seen on 12 Feb 2024 at 10:30 and last Tuesday; call by 5 pm. It may rain."
    >>> [(text[start:end], score) for start, end, score in dates_in(text)]
    [('March 5, 1980', 0.85), ('12 Feb 2024 at 10:30', 0.85), ('5 pm', 0.6), ('last Tuesday', 0.3)]
    """
    taken: list[tuple[int, int]] = []
    low = _lowered(text)
    dated, years = _digit_cues(low)
    months = list(_finds(low, _SPOKEN_MONTHS))
    spoken_of = [*months, *years, *_finds(low, _WORD_CUES)]
    if not dated and not spoken_of:
        return
    digits, spoken = list(_around(dated, len(text))), list(_around(sorted(months), len(text)))
    words = list(_around(sorted(spoken_of), len(text)))
    for pattern, score, windows in (
        (SURE, 0.85, digits),
        (SURE, 0.7, spoken),
        (TIME, 0.6, digits),
        (CARD_EXPIRY, 0.5, digits if "/" in text and CARD.search(text) else ()),
        (WORDS, 0.5, words),
        (BARE_YEAR, 0.4, digits),
        (NOW, 0.3, words),
    ):
        known = len(taken)
        for begin, end in windows:
            for found in pattern.finditer(text, begin, end):
                place = _said(found)
                if _meets(taken, known, place) or not _is_meant(pattern, text, place):
                    continue
                taken.append(place)
                yield Place(*place, score)
        taken.sort()


def _is_meant(pattern: re.Pattern[str], text: str, place: tuple[int, int]) -> bool:
    """False for a month and year far from any card, and for a number that is counted, not a year."""
    start, end = place
    if pattern is CARD_EXPIRY:
        return CARD.search(text, max(start - CARD_REACH, 0), end + CARD_REACH) is not None
    return pattern is not BARE_YEAR or COUNTED_BEFORE.search(text, max(start - 16, 0), start) is None


def _lowered(text: str) -> str:
    """The text in small letters, at the same offsets."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when they are made small
        low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return low


def _digit_cues(low: str) -> tuple[list[int], list[int]]:
    """Where digits stand that may be of a date, and years, decades and ordinals, which a word beside can make one."""
    dated, years = [], []
    for found in _DIGIT_CUE.finditer(low):
        start, end = found.span()
        if _SIGN_CUE.search(low, max(start - 2, 0), end + 6) or any(
            word[:3] in _MONTH_CUES and MONTH.match(word)
            for word in _LETTERS.findall(low, max(start - _CUE_REACH, 0), end + _CUE_REACH)
        ):
            dated.append(start)
        if end - start == _YEAR_DIGITS or low.startswith(_AFTER_DIGITS, end):
            years.append(start)
    return dated, years


def _finds(low: str, words: Iterable[str]) -> Iterator[int]:
    """Where the words stand. Plain search per word is several times faster than one pattern for all of them."""
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at
            at = low.find(word, at + 1)


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
