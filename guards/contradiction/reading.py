"""Reads a stretch of text into typed values: dates, times, addresses, codes, quantities.

What enters is folded text; what leaves are values in the order of their places, none overlapping another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from guards.contradiction.dates import dates_of, whole_date
from guards.contradiction.quantities import quantities_of
from guards.contradiction.units import period_in_key, unit_in_key, unit_word
from guards.contradiction.values import PartialDate, Value
from guards.contradiction.words import STOP

_STREET = {"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd"}
_STREET |= {"court": "ct", "place": "pl", "highway": "hwy", "square": "sq"}
_ENDS = "|".join((*_STREET, *set(_STREET.values()), "way", "real", "walk", "circle", "terrace"))
_ADDRESS = re.compile(rf"(?<![\w$.,])\d{{1,5}} (?:(?:[a-z]+|\d+(?:st|nd|rd|th)) ){{1,3}}?(?:{_ENDS})\b")
# Letters and digits in one token, or digits in groups: `INV-2024-17`, `B12`, `555-0137`. Not `24h`, `10th`, `3pm`.
_CODE = re.compile(
    r"(?<![\w./@#-])(?=[a-z\d-]*\d)(?:[a-z]{1,6}-?\d[a-z\d-]*|\d{3,}-\d{4,}|\d{2,}-\d{2,}-\d+(?:-\d+)*|[a-z]{1,6}(?:-[a-z\d]+)*-\d[a-z\d-]*)(?![\w@/])"
)
_NOT_A_CODE = re.compile(r"(?:covid-19|mp3|[a-z]+-\d(?!\d))$")

_YEARS = 1500, 2100
"""A whole number under a key of years is a year where it lies between these: `year_built: 1987`."""

Taken = list[tuple[int, int]]


def values_of(folded: str, start: int = 0, end: int | None = None) -> list[Value]:
    """Every typed value of a stretch of folded text."""
    stop = len(folded) if end is None else end
    found: list[Value] = []
    taken: Taken = []
    if not any(map(str.isdigit, folded[start:stop])):
        found = dates_of(folded, start, stop)
        taken = [(one.start, one.end) for one in found]
        return sorted((*found, *quantities_of(folded, start, stop, taken)), key=_place)
    for reader in (_addresses, dates_of, _codes):
        for value in reader(folded, start, stop):
            if not any(value.start < high and low < value.end for low, high in taken):
                found.append(value)
                taken.append((value.start, value.end))
    return sorted((*found, *quantities_of(folded, start, stop, taken)), key=_place)


def whole_value(folded: str, key: tuple[str, ...] = ()) -> Value | None:
    """The value that a short text is as a whole ("1 day", "the 10th"); `key` may name its unit."""
    if len(folded) > 80:
        return None
    if (day := whole_date(folded)) is not None:
        return day
    values = values_of(folded)
    if len(values) != 1:
        return None
    value = values[0]
    rest = (folded[: value.start] + folded[value.end :]).strip(" .~")
    if value.kind == "count":
        return replace(value, start=0, end=len(folded)) if not folded[: value.start].strip() else None
    return with_key_unit(value, key) if not rest or rest.startswith(("/", "per ")) else None


def with_key_unit(value: Value, key: tuple[str, ...]) -> Value:
    """A bare number takes the unit that its key names: `deductible_usd: 1500`."""
    unit = unit_in_key(key)
    if value.kind != "number":
        return value
    value = replace(value, per=value.per or period_in_key(key))
    if unit is None:
        return value
    if unit.name == "year" and _YEARS[0] <= value.low <= _YEARS[1] and value.low.is_integer():
        return replace(value, kind="date", dates=(PartialDate(int(value.low)),))
    low, high = (bound * unit.factor + unit.offset for bound in (value.low, value.high))
    return replace(value, kind=unit.kind, unit=unit.name, low=low, high=high, step=value.step * unit.factor)


def _addresses(folded: str, start: int, stop: int) -> Iterator[Value]:
    for match in _ADDRESS.finditer(folded, start, stop):
        words = match[0].split()
        if not any(word in STOP or unit_word(word) is not None for word in words[1:]):
            text = " ".join(_STREET.get(word, word) for word in words)
            yield Value("address", match.start(), match.end(), text=text)


def _codes(folded: str, start: int, stop: int) -> Iterator[Value]:
    for match in _CODE.finditer(folded, start, stop):
        if not _NOT_A_CODE.fullmatch(match[0]):
            yield Value("code", match.start(), match.end(), text=match[0].replace("-", ""))


def _place(value: Value) -> int:
    return value.start
