"""Typed values, and when two of them agree.

What enters are two values found in text; what leaves is `same`, `differs` or `apart` (not comparable). Whatever
rounding, conversion, ranges or a missing year can explain is `same`: only what is left differs.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Literal, NamedTuple

Relation = Literal["same", "differs", "apart"]

_HEDGE = 0.10  # "about 1,500" is true of anything a tenth around it
_CONVERTED = 0.02  # "5 km" for "3.1 miles"
_CALENDAR = 0.10  # a month is four weeks to some and 31 days to others

_WORKING = 0.5  # ten working days are fourteen days

_LOOSE_UNITS = frozenset({"week", "month", "year", "decade"})


class PartialDate(NamedTuple):
    """A date as far as it was written. Two readings of 6/3/2026 are two dates."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""

    def weekday_known(self) -> int | None:
        """The weekday, also where it follows from a whole date."""
        if self.weekday is None and self.year and self.month and self.day:
            try:
                return date(self.year, self.month, self.day).weekday()
            except ValueError:
                return None
        return self.weekday

    def relation(self, other: PartialDate) -> Relation:
        """Fields that both have decide; without one the two are apart."""
        pairs = [(self.year, other.year), (self.month, other.month), (self.day, other.day)]
        shared = [(one, two) for one, two in pairs if one is not None and two is not None]
        if not shared or self.weekday is not None or other.weekday is not None:
            mine, theirs = self.weekday_known(), other.weekday_known()
            if mine is not None and theirs is not None:
                shared.append((mine, theirs))
        if not shared:
            return "apart"
        return "same" if all(one == two for one, two in shared) else "differs"


class Value(NamedTuple):
    """One typed value and its place. Numbers are intervals in the base unit of their kind; a point has
    `low == high`."""

    kind: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    per: str = ""
    """The unit it is a rate over: `month`, `visit`."""
    step: float = 0.0
    """Place value of the last written digit, in the base unit."""
    hedged: bool = False
    nouns: frozenset[str] = frozenset()
    """Of a count: what is counted; of another quantity: words within it ("11 vacation days")."""
    dates: tuple[PartialDate, ...] = ()
    text: str = ""
    """Of an address, a code or a pair of numbers: its words in one spelling."""

    @property
    def is_point(self) -> bool:
        """Whether it is one number and no range."""
        return self.low == self.high


def relation(claim: Value, fact: Value) -> Relation:
    """Whether the claim can be true where the fact is."""
    if claim.kind != fact.kind:
        return "apart"
    if claim.kind == "date":
        return _best([one.relation(two) for one in claim.dates for two in fact.dates])
    if claim.kind in ("address", "code", "text", "score", "pair"):
        return "same" if claim.text == fact.text else "differs"
    if claim.kind == "count" and not claim.nouns & fact.nouns:
        return "apart"
    if claim.kind == "money" and claim.unit != fact.unit:
        return "apart"
    if claim.per != fact.per and claim.per and (fact.per or claim.kind in ("count", "number")):
        return "apart"
    return "same" if numbers_agree(claim, fact) else "differs"


def _best(relations: list[Relation]) -> Relation:
    wanted: tuple[Relation, ...] = ("same", "differs")
    return next((one for one in wanted if one in relations), "apart")


def numbers_agree(claim: Value, fact: Value) -> bool:
    """Whether a number or range may be said where the fact is another.

    Two bounds of the same direction ("up to 30", "up to 20") must be equal; a point must lie within a range; a
    rounded claim may lie half a written place away.
    """
    if claim.is_point and fact.is_point:
        return _points_agree(claim, fact)
    if claim.kind == "clock":
        return True
    for one, two in ((claim.low, fact.low), (claim.high, fact.high)):
        open_one, open_two = math.isinf(one), math.isinf(two)
        if open_one != open_two:
            return _overlap(claim, fact)
        if (
            not open_one
            and not claim.is_point
            and not fact.is_point
            and not math.isclose(one, two, rel_tol=max(_CONVERTED, _converted(claim, fact)))
        ):
            return claim.hedged or fact.hedged
    return _overlap(claim, fact)


def _overlap(claim: Value, fact: Value) -> bool:
    slack = _HEDGE if claim.hedged or fact.hedged else 1e-9
    slack = max(slack, _converted(claim, fact))
    return claim.low <= fact.high + abs(fact.high) * slack and fact.low <= claim.high + abs(claim.high) * slack


def _points_agree(claim: Value, fact: Value) -> bool:
    one, two = claim.low, fact.low
    if claim.kind == "clock":
        return one == two or (_half_day(claim, fact) and one % 720 == two % 720)
    if math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-12):
        return True
    gap = abs(one - two)
    size = max(abs(one), abs(two))
    if claim.hedged or fact.hedged:
        return gap <= max(_HEDGE, _converted(claim, fact)) * size or rounds_to(claim, fact)
    if claim.unit != fact.unit and gap <= _converted(claim, fact) * size:
        return True
    return rounds_to(claim, fact) and (abs(one) >= 10 * claim.step or claim.step < 1)


def _converted(claim: Value, fact: Value) -> float:
    """How far apart two values in different units may lie."""
    if claim.unit == fact.unit:
        return 0.0
    if claim.unit.startswith("working") != fact.unit.startswith("working"):
        return _WORKING
    return _CALENDAR if claim.unit in _LOOSE_UNITS or fact.unit in _LOOSE_UNITS else _CONVERTED


def rounds_to(claim: Value, fact: Value) -> bool:
    """Whether the claim is the fact with fewer digits: 1,500 for 1,487, but not 20 for 23 (one digit is a claim)."""
    return claim.step > fact.step and abs(claim.low - fact.low) <= claim.step / 2 * (1 + 1e-9)


def _half_day(claim: Value, fact: Value) -> bool:
    return "12h" in (claim.unit, fact.unit)
