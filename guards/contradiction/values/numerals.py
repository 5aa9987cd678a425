"""Numerals: digits in the forms of several countries, and number words.

What enters is a place in folded text; what leaves is the number that begins there. A run of digits and marks is a
number only as a whole: `1,25,000` is one and `1.2.3` is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: float(value) for value, word in enumerate(_ONES)}
_SMALL |= {word: 20.0 + 10 * value for value, word in enumerate(_TENS)}
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7}
_OF_SOME = {"hundred": 100.0, "dozen": 12.0, "pair": 2.0, "couple": 2.0}
_LED = frozenset((*_OF_SOME, *_LARGE))
_ELSEWHERE = {"millionen": 1e6, "millones": 1e6, "milliarden": 1e9, "milliarde": 1e9}
_SUFFIX = {"k": 1e3, "mn": 1e6, "mio": 1e6, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "cr": 1e7, "万": 1e4, "亿": 1e8}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, " and a half": 0.5, " 1/2": 0.5, " 1/4": 0.25, " 3/4": 0.75}

SPELT_WORDS = frozenset((*_SMALL, *_OF_SOME, *_LARGE)) - {"one"}
"""Words that say a number by themselves; "one" rarely counts."""

_ANY = "|".join(sorted((*_SMALL, "hundred", "dozen", *_LARGE), key=len, reverse=True))
_SPELT = re.compile(
    rf"(?:pair|couple|(?:{_ANY})(?:(?:(?:\s+and)?[\s-]+|-)(?:{_ANY})){{0,12}}+)\b"
    r"(?!-(?!(?:second|minute|hour|day|night|week|month|year|mile|inch|foot|pound)s?\b)[a-z])"
    r"(?P<more> and a half(?= [a-z]))?"
)
_HALF = re.compile(r"half(?: an?)?\b")
_LEAD = re.compile(r"\b(?:half an?|an?|several) $")
_NUMBER = re.compile(
    r"\d++(?:[.,']\d++)*+(?P<more>[½¼¾]|(?: and a half\b| [13]/[24](?![\d/]))(?= [a-z]))?"
    r"(?:(?P<suffix>k|mn|mio|bn|m|b|tn|cr|[万亿])(?![a-z\d])"
    r"|[\s-]{0,2}(?P<large>thousand|million(?:en)?|millones|billion|milliarden?|trillion|hundred|dozen"
    r"|lakh|crore|bn|mn|mio)s?\b)?"
)
_GROUPED = re.compile(
    r"(?P<english>\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d\d)+,\d{3}|\d{1,3}(?:'\d{3})+|\d+)(?P<part>\.\d{1,9})?"
    r"|(?P<local>\d{1,3}(?:\.\d{3})*|\d+),(?P<cents>\d\d?)"
)
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,5}+(?![\d:/-])(?:,(?P<cents>\d\d?)(?!\d))?")


class Numeral(NamedTuple):
    """A number as written. `step` is the place value of its last written digit that is not a padding zero."""

    value: float
    start: int
    end: int
    step: float
    spelt: bool = False
    suffix: str = ""
    scale: float = 1.0
    """What its last word or letter multiplies by: 1e6 of "9.3 million"."""
    local: bool = False
    """Whether it is a number only beside a unit: `1 250` or `12,5`."""
    hedged: bool = False


def digits_at(folded: str, place: int, stop: int) -> Numeral | None:
    """The number that begins with the digit at a place."""
    match = _NUMBER.match(folded, place, stop)
    if match is None:
        return None
    suffix, large, more = match["suffix"], match["large"], match["more"]
    run = match[0]
    if suffix or large or more:
        run = folded[place : match.start("more" if more else "suffix" if suffix else "large")].rstrip(" -")
    scale = 1.0 if not (suffix or large) else _SUFFIX[suffix] if suffix else _scale(large)
    if run.isdigit():
        if len(run) > 15:
            return None
        value, step, local = float(run), 0.0, False
    elif (form := _GROUPED.fullmatch(run)) is None:
        first, _, rest = run.partition(",")
        listed = first.isdigit() and rest.replace(",", "").isdigit() and len(first) < 4  # "boxes 1,2,3"
        return Numeral(float(first), place, place + len(first), _step(float(first))) if listed else None
    else:
        local = form["local"] is not None
        english = form["english"].replace(",", "").replace("'", "") + (form["part"] or "") if not local else ""
        value = float(form["local"].replace(".", "") + "." + form["cents"] if local else english)
        decimals = len(form["cents"]) if local else len(form["part"] or ".") - 1
        step = 10.0**-decimals if decimals else 0.0
    if more:
        value, step = value + _FRACTIONS[more], 0.25
    value, step = value * scale, step * scale
    return Numeral(value, place, match.end(), step or _step(value), False, suffix or "", scale, local)


def spaced_at(folded: str, place: int, stop: int) -> Numeral | None:
    """The number whose thousands are parted by spaces: `1 250`."""
    match = _SPACED.match(folded, place, stop)
    if match is None or folded[place] == "0":
        return None
    value = float(match[0].replace(" ", "").replace(",", "."))
    step = 10.0 ** -len(match["cents"]) if match["cents"] else _step(value)
    return Numeral(value, place, match.end(), step, local=match[0].count(" ") == 1)


def words_at(folded: str, place: int, start: int, stop: int) -> Numeral | None:
    """The number whose first number word begins at a place; "half a" before it belongs to it."""
    match = _SPELT.match(folded, place, stop)
    if match is None:
        half = _HALF.match(folded, place, stop)
        return Numeral(0.5, place, half.end(), 0.5, True, local=True) if half is not None else None
    first, more = match[0].split()[0], 0.5 if match["more"] else 0.0
    lead = _LEAD.search(folded, max(start, place - 9), place) if first in _LED else None
    text = match[0].removesuffix(" and a half")
    if text in ("pair", "couple"):
        if lead is None or not folded.startswith(" of ", match.end()):
            return None
        return Numeral(2.0, lead.start(), match.end() + 3, 1.0, True, hedged=text == "couple")
    value = spelt_value((lead[0] if lead else "") + text)
    if value is None:
        return None
    return Numeral(value + more, lead.start() if lead else place, match.end(), more or _step(value), True)


def _scale(word: str) -> float:
    return (_LARGE | _OF_SOME | _ELSEWHERE | _SUFFIX)[word]


def _step(value: float) -> float:
    """1,500 was written to hundreds, 1,487 to ones.

    >>> _step(1500.0), _step(1487.0), _step(0.0)
    (100.0, 1.0, 1.0)
    """
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def spelt_value(text: str) -> float | None:
    """The value of number words, None where they make no number.

    >>> spelt_value("fifteen hundred"), spelt_value("two thousand and twenty-six"), spelt_value("half a million")
    (1500.0, 2026.0, 500000.0)
    """
    total = group = 0.0
    seen = False
    parts = re.split(r"[\s-]+", text)
    for part in parts:
        if part in _SMALL:
            if seen and group % 10 and group % 100 < 20 and _SMALL[part] < 100 and group % 100 != 0:
                return None  # "five six": a list, not a number
            group += _SMALL[part]
            seen = True
        elif part in _OF_SOME:
            group = (group or 1.0) * _OF_SOME[part]
        elif part in _LARGE:
            total += (group or 1.0) * _LARGE[part]
            group = 0.0
        elif part == "several":
            return None
    value = total + group
    return value / 2 if parts[0] == "half" else value
