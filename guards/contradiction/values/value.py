"""Typed values, and when two of them agree.

What enters are two values found in text; what leaves is `same`, `differs` or `apart` (not comparable). Whatever
rounding, conversion, ranges, another time zone or a missing year can explain is `same`: only what is left differs.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Literal, NamedTuple

from guards.contradiction.values.zones import shifts

Relation = Literal["same", "differs", "apart"]

_HEDGE = 0.10  # "about 1,500" is true of anything a tenth around it
_CONVERTED = 0.02  # "5 km" for "3.1 miles"
_CALENDAR = 0.10  # a month is four weeks to some and 31 days to others
_WORKING = 0.5  # ten working days are fourteen days
_LOOSE_UNITS = frozenset({"week", "month", "year", "decade"})
_DAY_MIN = 1_440
_PHONE_DIGITS = 7
# A bare sign names one of several currencies: "$45" may be Canadian, "45 kr" Danish.
_SIGNED = {
    "$": frozenset(("usd", "cad", "aud", "nzd", "sgd", "hkd", "mxn")),
    "kr": frozenset(("sek", "nok", "dkk", "isk", "kr")),
    "¥": frozenset(("jpy", "cny")),
}


class PartialDate(NamedTuple):
    """A date as far as it was written. Two readings of 6/3/2026 are two dates."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""
    years: int = 1
    """How many years from `year` on it spans: ten of "the 1990s"."""
    part: str = ""
    """The quarter of the year: `q3`."""

    @property
    def calendar(self) -> date | None:
        """The day of the calendar that it is, where it is whole and there is such a day."""
        try:
            return date(self.year or 0, self.month or 0, self.day or 0)
        except ValueError:
            return None

    def moved(self, days: int) -> PartialDate:
        """So many days later; itself where it is no day of the calendar."""
        try:
            there = self.calendar and self.calendar + timedelta(days)
        except OverflowError:
            there = None
        return PartialDate(there.year, there.month, there.day) if there else self

    def weekday_known(self) -> int | None:
        """The weekday, also where it follows from a whole date."""
        day = self.calendar if self.weekday is None else None
        return day.weekday() if day is not None else self.weekday

    @property
    def quarter(self) -> str | None:
        """The quarter that it is in, where it says so or names a month."""
        return self.part or (f"q{(self.month + 2) // 3}" if self.month else None)

    def relation(self, other: PartialDate) -> Relation:
        """Fields that both have decide; without one the two are apart."""
        agree: list[bool] = []
        if self.year is not None and other.year is not None:
            agree.append(self.year < other.year + other.years and other.year < self.year + self.years)
        fields: list[tuple[int | str | None, int | str | None]] = [(self.month, other.month), (self.day, other.day)]
        if self.part or other.part:
            fields.append((self.quarter, other.quarter))
        agree += [one == two for one, two in fields if one is not None and two is not None]
        if not agree or self.weekday is not None or other.weekday is not None:
            one, two = self.weekday_known(), other.weekday_known()
            if one is not None and two is not None:
                agree.append(one == two)
        return "apart" if not agree else "same" if all(agree) else "differs"


class Value(NamedTuple):
    """One typed value and its place. Numbers are intervals in the base unit of their kind; a point has
    `low == high`. Of a date these are the minutes after midnight, 0 where no time was written."""

    kind: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    """Of a code: what sort of code, so that a link is never held against a telephone number."""
    per: str = ""
    """The unit it is a rate over: `month`, `visit`."""
    step: float = 0.0
    """Place value of the last written digit, in the base unit."""
    hedged: bool = False
    nouns: frozenset[str] = frozenset()
    """Of a count: what is counted; of another quantity: words within it ("11 vacation days)."""
    dates: tuple[PartialDate, ...] = ()
    """Of a time of day: the day it is on, where that is known."""
    text: str = ""
    """Of an address, a code or a pair of numbers: its words in one spelling; of money: its sign as written; of a bare
    number of a record: the currency of that; of a time: the zone that its record is shown in; `()` of a number in
    accountants' brackets."""
    zone: str = ""
    """Of a time of day and a time stamp: its zone."""

    @property
    def is_point(self) -> bool:
        """Whether it is one number and no range."""
        return self.low == self.high


def relation(claim: Value, fact: Value) -> Relation:
    """Whether the claim can be true where the fact is.

    A percentage and percentage points are apart: the one may be a level or a growth, the other is a change, so neither
    denies the other. The same number of another currency differs; another number of it may have been converted.
    """
    kind = claim.kind
    if kind != fact.kind:
        return "apart"
    if kind == "date":
        return _dates_agree(claim, fact)
    if kind in ("address", "code", "text", "pair"):
        return _texts_agree(claim, fact)
    if kind == "count" and not claim.nouns & fact.nouns:
        return "apart"
    if claim.per != fact.per and claim.per and (fact.per or kind in ("count", "number")):
        return "apart"
    if kind == "money" and claim.unit != fact.unit and not _may_be_one_currency(claim, fact):
        return "differs" if (claim.low, claim.high) == (fact.low, fact.high) else "apart"
    if kind == "clock":
        return "same" if _clocks_agree(claim, fact) else "differs"
    if "()" in (claim.text, fact.text) and claim.low * fact.low < 0:  # "a loss of 3,200": the sign is in the words
        fact = fact._replace(low=-fact.high, high=-fact.low)
    return "same" if numbers_agree(claim, fact) else "differs"


def _may_be_one_currency(one: Value, two: Value) -> bool:
    return two.unit in _SIGNED.get(one.text, ()) or one.unit in _SIGNED.get(two.text, ())


def _dates_agree(claim: Value, fact: Value) -> Relation:
    facts = fact.dates
    if (zone := claim.zone or fact.text) and fact.zone and zone != fact.zone and facts[0].calendar:
        moves = {(fact.low + shift) // _DAY_MIN for shift in shifts(fact.zone, zone, facts[0][:3])}
        moves |= set() if claim.zone else {0}
        facts = tuple(one.moved(int(days)) for one in facts for days in moves)
    relations = {one.relation(two) for one in claim.dates for two in facts}
    return "same" if "same" in relations else "differs" if "differs" in relations else "apart"


def _texts_agree(claim: Value, fact: Value) -> Relation:
    one, two = claim.text, fact.text
    if one == two:
        return "same"
    if claim.unit != fact.unit:
        return "apart"
    if claim.unit == "phone" and min(len(one), len(two)) >= _PHONE_DIGITS and (one.endswith(two) or two.endswith(one)):
        return "same"  # with and without the code of the country
    if (sign := {"link": "/", "mail": "@"}.get(claim.unit)) is not None:  # two places are just two; two of one differ
        mine, theirs = one.split(sign), two.split(sign)
        alike = sum(map(str.__eq__, mine, theirs))
        return "differs" if alike and alike + 1 == len(mine) == len(theirs) else "apart"
    return "differs"


def _clocks_agree(claim: Value, fact: Value) -> bool:
    if not claim.is_point or not fact.is_point:
        return True
    moves = {0}
    if (zone := claim.zone or fact.text) and fact.zone and zone != fact.zone:
        day = next((one[:3] for one in (*fact.dates, *claim.dates) if one.calendar), None)
        moves = {*shifts(fact.zone, zone, day), *(() if claim.zone else (0,))}
    half_day = "12h" in (claim.unit, fact.unit)
    round_the = 720 if half_day else _DAY_MIN
    return any((claim.low - fact.low - move) % round_the == 0 for move in moves)


def numbers_agree(claim: Value, fact: Value) -> bool:
    """Whether a number or range may be said where the fact is another.

    Two bounds of the same direction ("up to 30", "up to 20") must be equal; a point must lie within a range; a
    rounded claim may lie half a written place away.
    """
    if claim.is_point and fact.is_point:
        return _points_agree(claim, fact)
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
