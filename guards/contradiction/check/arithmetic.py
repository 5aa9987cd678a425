"""The numbers that arithmetic makes of a few values, one after another, each with its operation.

What enters are lines of terms that belong together; what leaves are candidates. Nothing here knows what is claimed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from guards.contradiction.values.units import DAY_S, unit_word
from guards.contradiction.values.value import PartialDate, Value

YEAR_S = 365.2425 * DAY_S
POINTS_IN_TIME = {"year": YEAR_S, "day": DAY_S, "clock": 60.0}
"""Kinds that are no amounts, with the seconds of their unit: two have a difference, and a duration moves one."""
NO_NUMBERS = frozenset(("address", "code", "text", "pair"))
_PAIRED_MAX = 24
"""Of a line, 276 pairs: whoever says a longer list's sum or mean names no two of it."""


class Operand(NamedTuple):
    """A value with the place of its fact."""

    value: Value
    fact: int


class Term(NamedTuple):
    """An operand as a number of a kind. A date is a year, or a day by its ordinal."""

    kind: str
    number: float
    operand: Operand

    @property
    def per(self) -> str:
        """The unit that it is a rate over."""
        return self.operand.value.per


class Line(NamedTuple):
    """Terms of one thing: of a column over rows, or of a row over columns. The lower its tier, the better the words
    bind it."""

    tier: int
    terms: tuple[Term, ...]


class Candidate(NamedTuple):
    """A number that arithmetic makes, and of what."""

    tier: int
    operation: str
    kind: str
    number: float
    terms: tuple[Term, ...] = ()


def term_of(operand: Operand) -> Term | None:
    """The number of an operand, where it is one."""
    value = operand.value
    if value.kind == "date":
        day = value.dates[0] if len(value.dates) == 1 else PartialDate()
        if day.year and day.month and day.day:
            number = ordinal(day.year, day.month, day.day)
            return Term("day", number, operand) if number else None
        return Term("year", float(day.year), operand) if day.year and not day.month else None
    if not value.is_point or math.isinf(value.low) or value.kind in NO_NUMBERS:
        return None
    return Term("number" if value.kind == "count" else value.kind, value.low, operand)


def year_of(operand: Operand) -> Term | None:
    """The year of a date: people count years from a day too."""
    years = {day.year for day in operand.value.dates} if operand.value.kind == "date" else set()
    year = years.pop() if len(years) == 1 else None
    return Term("year", float(year), operand) if year else None


def ordinal(year: int, month: int, day: int) -> float:
    """The number of a day; 0 where there is no such day."""
    try:
        return float(date(year, month, day).toordinal())
    except ValueError:
        return 0.0


def of_line(line: Line) -> Iterator[Candidate]:
    """Sum and mean of the terms of each kind."""
    kinds: dict[str, list[Term]] = defaultdict(list)
    for term in line.terms:
        kinds[term.kind].append(term)
    for kind, found in kinds.items():
        terms = tuple(found)
        numbers = [term.number for term in terms]
        if len(terms) > 1 and kind not in POINTS_IN_TIME:
            total = math.fsum(numbers)
            yield Candidate(line.tier, "sum", kind, total, terms)
            yield Candidate(line.tier, "mean", kind, total / len(numbers), terms)


def of_pairs(line: Line) -> Iterator[Candidate]:
    """What two terms make: of one kind sums, differences, shares, growth and ratios; across kinds products."""
    terms = line.terms[:_PAIRED_MAX]
    for place, one in enumerate(terms):
        for two in terms[place + 1 :]:
            made = _alike(one, two, len(terms) > 2) if one.kind == two.kind else ()
            for operation, kind, number in (*made, *_across(one, two), *_across(two, one)):
                yield Candidate(line.tier, operation, kind, number, (one, two))


def _alike(one: Term, two: Term, is_part: bool) -> Iterator[tuple[str, str, float]]:
    a, b = one.number, two.number
    yield "difference", one.kind, a - b
    if one.kind in POINTS_IN_TIME:
        return
    if is_part:
        yield "sum", one.kind, a + b
        yield "mean", one.kind, (a + b) / 2
    for part, whole in ((a, b), (b, a)):
        if whole:
            yield "growth", "made percent", 100 * (part - whole) / abs(whole)
            if one.kind != "percent":
                yield "share", "made percent", 100 * part / whole
            yield "ratio", "ratio", part / whole


def _across(one: Term, two: Term) -> Iterator[tuple[str, str, float]]:
    """A value with a duration, a share or a count beside it."""
    a, b = one.number, two.number
    if two.kind == "duration":
        if one.kind in POINTS_IN_TIME:
            yield "time", one.kind, a + b / POINTS_IN_TIME[one.kind]
            yield "time", one.kind, a - b / POINTS_IN_TIME[one.kind]
        if per := _period(one.per):
            yield "product", one.kind, a * b / per
    elif one.kind in POINTS_IN_TIME or two.kind in POINTS_IN_TIME:
        return
    elif two.kind == "percent" and one.kind != "percent":
        yield "part", one.kind, a * b / 100
        yield "rest", one.kind, a * (1 - b / 100)
        yield "sum", one.kind, a * (1 + b / 100)
    elif two.kind == "number":
        yield "product", one.kind, a * b
        if b:
            yield "ratio", one.kind, a / b


def with_said(line: Line, values: Sequence[Value], factors: Sequence[float], per: str) -> Iterator[Candidate]:
    """One term with what the sentence says: another value, a factor, the rest of a hundred, the period of the claim.
    What is counted is multiplied: "two nights", "two adults and one senior"."""
    counts = [count for value in values if (count := _count(value))]
    said = [term for value in values if (term := term_of(Operand(value, -1))) is not None]
    for term in line.terms[:_PAIRED_MAX]:
        for count in counts if term.operand.value.kind != "count" else ():
            yield Candidate(line.tier, "times", term.kind, term.number * count, (term,))
        # "Two adults and a student", "two adults and three students"
        for one, two in ((one, two) for one in counts for two in (1.0, *counts) if two != one):
            for other in line.terms[:_PAIRED_MAX] if term.kind not in POINTS_IN_TIME else ():
                if other is not term and other.kind == term.kind:
                    total = term.number * one + other.number * two
                    yield Candidate(line.tier, "times", term.kind, total, (term, other))
        for factor in (*(factors if term.kind != "duration" else ()), *_periods(term.per, per)):
            yield Candidate(line.tier, "convert", term.kind, term.number * factor, (term,))
            yield Candidate(line.tier, "convert", term.kind, term.number / factor, (term,))
        if term.kind == "percent":
            yield Candidate(line.tier, "rest", "percent", 100 - term.number, (term,))
        for other in said:
            yield from of_pairs(Line(line.tier, (term, other)))
            if term.kind == other.kind and term.kind not in POINTS_IN_TIME and term.number != other.number:
                yield Candidate(line.tier, "sum", term.kind, term.number + other.number, (term, other))


def _count(value: Value) -> float:
    """How many are said, of things or of a period; of a limit, as many as it allows."""
    number = value.high if math.isinf(value.low) else value.low
    if math.isinf(number) or value.kind not in ("count", "duration"):
        return 0.0
    return number if value.kind == "count" else number / (_period(value.unit) or math.inf)


def _period(name: str) -> float:
    """The seconds of the period that a rate is over; 0 where it is over something else."""
    unit = unit_word(name) if name else None
    return unit.factor if unit is not None and unit.kind == "duration" else 0.0


def _periods(one: str, two: str) -> Iterator[float]:
    """How many of one period people count in another: 12 months, 52 weeks, 30 days."""
    first, second = _period(one), _period(two)
    if first and second and first != second:
        yield float(round(max(first, second) / min(first, second)))
