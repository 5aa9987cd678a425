"""Reads a stretch of text into typed values: dates, times, addresses, codes, quantities.

What enters is folded text; what leaves are values in the order of their places, none overlapping another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from guards.contradiction.text.words import STOP, letters
from guards.contradiction.values.dates import CLOCK_WORDS, DAY_WORDS, MONTH_WORDS, WEEKDAY_WORDS, dates_of, whole_date
from guards.contradiction.values.numerals import SPELT_WORDS
from guards.contradiction.values.quantities import quantities_of
from guards.contradiction.values.units import UNIT_WORDS, period_in_key, unit_after, unit_in_key, unit_word
from guards.contradiction.values.value import PartialDate, Value

_STREET = {"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd"}
_STREET |= {"court": "ct", "place": "pl", "highway": "hwy", "square": "sq"}
_ENDS = "|".join((*_STREET, *set(_STREET.values()), "way", "real", "walk", "circle", "terrace"))
_STREETS = frozenset(_ENDS.split("|"))
_ADDRESS = re.compile(rf"\d(?<![\w$.,]\d)\d{{0,4}} (?:(?:[a-z]+|\d+(?:st|nd|rd|th)) ){{1,3}}?(?:{_ENDS})\b")
# Letters and digits in one token, or digits in groups: `INV-2024-17`, `B12`, `555-0137`. Not `24h`, `10th`, `3pm`.
_CODE = re.compile(
    r"(?<![\w./@#-])(?=[a-z\d-]*\d)(?:[a-z]{1,6}-?\d[a-z\d-]*|\d{3,}-\d{4,}|\d{2,}-\d{2,}-\d+(?:-\d+)*|[a-z]{1,6}(?:-[a-z\d]+)*-\d[a-z\d-]*)(?![\w@/])"
)
_MAY_BE_CODE = re.compile(r"\d(?:(?<=[a-z]\d)|(?<=[a-z\d]-\d))")
_NOT_A_CODE = re.compile(r"(?:covid-19|mp3|[a-z]+-\d(?!\d))$")

_YEARS = 1500, 2100
"""A whole number under a key of years is a year where it lies between these: `year_built: 1987`."""

# "won 98-91", "voted 7 to 2": the result of a match or a vote is one value, whoever is named first.
_SCORES = (
    "won win wins beat beats defeated defeats lost lose loses voted vote votes victory defeat score scored led leads"
    " edged tied draw drew result"
)
_SCORED = frozenset(_SCORES.split())
_SCORE = re.compile(
    r"(?<![\d$€£.,:/-])(?P<one>\d{1,3})(?:-| to )(?P<two>\d{1,3})"
    r"(?![\d%,:/-]|\.\d| (?:percent|minutes|hours|days|years))"
)

# "the 2023/24 season", "120/80": two numbers that are one value, and no quantity.
_PAIR = re.compile(r"(?<![\w.,:/$€£-])(?:(?P<whole>\d{1,4}) )?(?P<one>\d{1,4})/(?P<two>\d{1,4})(?![\w:/]|[.,]\d)")

Taken = list[tuple[int, int]]


_VALUE_WORDS = MONTH_WORDS | WEEKDAY_WORDS | CLOCK_WORDS | SPELT_WORDS
_DIGIT = re.compile(r"\d")


def may_hold_values(folded: str, start: int, end: int, said: Sequence[str]) -> bool:
    """Whether a stretch of folded text can hold a typed value, by its words `said` and its digits alone."""
    if not _VALUE_WORDS.isdisjoint(said) or _DIGIT.search(folded, start, end) is not None:
        return True
    return "one" in said and not UNIT_WORDS.isdisjoint(said)


def values_of(folded: str, start: int = 0, end: int | None = None, said: Sequence[str] = ()) -> list[Value]:
    """Every typed value of a stretch of folded text; `said` are its words, where they are known."""
    stop = len(folded) if end is None else end
    words = frozenset(said or letters(folded[start:stop]).split())
    digits = _DIGIT.search(folded, start, stop) is not None
    found: list[Value] = []
    taken: Taken = []
    for value in _told_by_form(folded, start, stop, words, digits):
        if not any(value.start < high and low < value.end for low, high in taken):
            found.append(value)
            taken.append((value.start, value.end))
    return sorted((*found, *quantities_of(folded, start, stop, words, digits, taken)), key=_place)


def _told_by_form(folded: str, start: int, stop: int, words: Set[str], digits: bool) -> Iterator[Value]:
    if digits and not _STREETS.isdisjoint(words):
        yield from _addresses(folded, start, stop)
    if digits and folded.find("/", start, stop) >= 0:
        yield from _pairs(folded, start, stop)
    yield from dates_of(folded, start, stop, words, digits)
    if digits and not _SCORED.isdisjoint(words):
        yield from _scores(folded, start, stop)
    if digits and _MAY_BE_CODE.search(folded, start, stop) is not None:
        yield from _codes(folded, start, stop)


def whole_value(folded: str, key: tuple[str, ...] = ()) -> Value | None:
    """The value that a short text is as a whole ("1 day", "the 10th"); `key` may name its unit."""
    if len(folded) > 80:
        return None
    said = letters(folded).split()
    if not may_hold_values(folded, 0, len(folded), said) and DAY_WORDS.isdisjoint(said):
        return None
    unit = unit_in_key(key)
    # Four digits under a key of money or weight are no year.
    if (day := whole_date(folded)) is not None and not (folded.isdigit() and unit is not None and unit.name != "year"):
        return day
    values = values_of(folded, said=said)
    if len(values) != 1:
        return None
    value = values[0]
    rest = (folded[: value.start] + folded[value.end :]).strip(" .~")
    rest = "" if rest in ("()", ":1") else rest  # accountants' brackets, a ratio
    if value.kind == "count":
        return value._replace(start=0, end=len(folded)) if not folded[: value.start].strip() else None
    if not rest or rest.startswith(("/", "per ")):
        return with_key_unit(value, key)
    # "4.25% APY", "2025-03-09 02:00 UTC": a word behind a value that is plain without it.
    plain = value.kind not in ("number", "code", "address") and not folded[: value.start].strip()
    return value if plain and _TAIL.fullmatch(rest) is not None else None


_TAIL = re.compile(r"[a-z]+(?: [a-z]+)?|(?:\d\d:\d\d(?::\d\d)?)(?: [a-z]+)?")


def with_key_unit(value: Value, key: tuple[str, ...]) -> Value:
    """A bare number takes the unit that its key names: `deductible_usd: 1500`."""
    unit = unit_in_key(key)
    if value.kind != "number":
        return value
    value = value._replace(per=value.per or period_in_key(key))
    if unit is None:
        return value
    if unit.name == "year" and _YEARS[0] <= value.low <= _YEARS[1] and value.low.is_integer():
        return value._replace(kind="date", dates=(PartialDate(int(value.low)),))
    low, high = (bound * unit.factor + unit.offset for bound in (value.low, value.high))
    return value._replace(kind=unit.kind, unit=unit.name, low=low, high=high, step=value.step * unit.factor)


def _addresses(folded: str, start: int, stop: int) -> Iterator[Value]:
    for match in _ADDRESS.finditer(folded, start, stop):
        words = match[0].split()
        if not any(word in STOP or unit_word(word) is not None for word in words[1:]):
            text = " ".join(_STREET.get(word, word) for word in words)
            yield Value("address", match.start(), match.end(), text=text)


def _scores(folded: str, start: int, stop: int) -> Iterator[Value]:
    for match in _SCORE.finditer(folded, start, stop):
        text = "-".join(sorted((match["one"], match["two"]), key=int))
        yield Value("score", match.start("one"), match.end(), text=text)


def _pairs(folded: str, start: int, stop: int) -> Iterator[Value]:
    """Pairs as they are written, years by their last two digits; "1 3/4 inch" is a fraction of a unit."""
    for match in _PAIR.finditer(folded, start, stop):
        one, two = int(match["one"]), int(match["two"])
        unit = unit_after(folded, match.end()) if one < two else None
        if unit is not None and unit[1] <= stop:
            kind, name, factor, offset = unit[0]
            number = (int(match["whole"] or 0) + one / two) * factor + offset
            yield Value(kind, match.start(), unit[1], number, number, unit=name, step=factor / two)
        else:
            season = len(match["one"]) == 4 and (one + 1) % 100 == two % 100
            first = match["one"][2:] if season else match["one"]
            second = match["two"][-2:] if season else match["two"]
            yield Value("pair", match.start("one"), match.end(), text=f"{first}/{second}")


def _codes(folded: str, start: int, stop: int) -> Iterator[Value]:
    for match in _CODE.finditer(folded, start, stop):
        if not _NOT_A_CODE.fullmatch(match[0]):
            yield Value("code", match.start(), match.end(), text=match[0].replace("-", ""))


def _place(value: Value) -> int:
    return value.start
