"""Numerals: digits and number words with their places.

What enters is folded text; what leaves are numbers. A numeral inside an identifier (`B12`, `1.2.3`, `555-1234`)
or an ordinal (`10th`) is not a number here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: float(value) for value, word in enumerate(_ONES)}
_SMALL |= {word: 20.0 + 10 * value for value, word in enumerate(_TENS)}
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SUFFIX = {"k": 1e3, "mn": 1e6, "mm": 1e6, "m": 1e6, "bn": 1e9, "b": 1e9}

_ANY = "|".join((*_SMALL, "hundred", "dozen", *_LARGE))
_SPELT = re.compile(
    rf"\b(?:(?:an?|half an?|several)\s+(?=hundred|thousand|million|billion|dozen))?"
    rf"(?:{_ANY})(?:(?:\s+and)?[\s-]+(?:{_ANY}))*\b(?!-(?!(?:second|minute|hour|day|night|week|month|year|mile|inch|foot|pound)s?\b)[a-z])"
)
_DIGITS = re.compile(
    # What must not stand before the first digit is looked for behind it, so that the scan stops at digits only.
    r"(?P<body>\d(?<![\w.,]\d)(?<![a-z]-\d)(?<![a-z\d]/\d)(?<!#\d)(?<!\d:\d)(?:\d{0,2}(?:,\d{3})+(?!\d)|\d{0,14}))(?P<part>\.\d{1,9})?"
    r"(?:(?P<suffix>k|mn|bn|m|b)(?![a-z\d])|\s?-?(?P<large>thousand|million|billion|trillion|hundred|dozen)s?\b)?"
    # "1.87:1" is a ratio; "9:30" is something else.
    r"(?!\d|\.\d|,\d{3}|(?(part):(?!1(?![\d:]))\d|:\d))"
)


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


SPELT_WORDS = frozenset((*_SMALL, "hundred", "dozen", *_LARGE)) - {"one"}
"""Words that say a number by themselves; "one" rarely counts."""


def numerals_of(folded: str, start: int, stop: int, said: Set[str], digits: bool) -> Iterator[Numeral]:
    """Numbers of a stretch of folded text, digits first, then words. `said` are its runs of letters."""
    for match in _DIGITS.finditer(folded, start, stop) if digits else ():
        numeral = _from_digits(match, start)
        if numeral is not None:
            yield numeral
    if "one" not in said and SPELT_WORDS.isdisjoint(said):
        return
    for match in _SPELT.finditer(folded, start, stop):
        before = folded[max(0, match.start() - 12) : match.start()]
        if re.search(r"\d\s?-?$", before):
            continue
        value = spelt_value(match[0])
        if value is not None:
            yield Numeral(value, match.start(), match.end(), _step(value), spelt=True)


def _from_digits(match: re.Match[str], start: int) -> Numeral | None:
    after = match.string[match.end() : match.end() + 2]
    suffix = match["suffix"] or ""
    if not suffix and after[:1].isalpha() and after[:2] in ("st", "nd", "rd", "th"):
        return None
    scale = _SUFFIX.get(suffix, 1.0) * {"hundred": 100.0, "dozen": 12.0, **_LARGE}.get(match["large"] or "", 1.0)
    value = float(match["body"].replace(",", "") + (match["part"] or "")) * scale
    decimals = len(match["part"] or ".") - 1
    step = scale * 10.0**-decimals if decimals else _step(value)
    begin = match.start()
    if begin > start and match.string[begin - 1] == "-" and not match.string[max(start, begin - 2) : begin - 1].strip():
        return Numeral(-value, begin - 1, match.end(), step, suffix=suffix, scale=scale)
    return Numeral(value, begin, match.end(), step, suffix=suffix, scale=scale)


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
        elif part == "hundred":
            group = (group or 1.0) * 100
        elif part == "dozen":
            group = (group or 1.0) * 12
        elif part in _LARGE:
            total += (group or 1.0) * _LARGE[part]
            group = 0.0
        elif part == "several":
            return None
    value = total + group
    return value / 2 if parts[0] == "half" else value
