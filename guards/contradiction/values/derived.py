"""Numbers that follow from the context without standing in it: sums, differences, products, shares, counts.

What enters is a claim and the related values of the context; what leaves is whether arithmetic explains it. It
errs towards an explanation: a number that might follow is no proof of a conflict.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from guards.contradiction.text.words import stem
from guards.contradiction.values.units import DAY_S
from guards.contradiction.values.value import PartialDate, Value

_CUE = re.compile(
    r"\b(?:total\w*|together|combined|altogether|sum|overall|in all|both|left|remain\w*|remainder|rest|differen\w*"
    r"|more than|less than|fewer|cheaper|costlier|save\w*|saving\w*|another|additional|extra|further|still|owe\w*"
    r"|half|twice|double|triple|third|quarter|average|mean|per|each|every|annually|yearly|monthly|weekly|daily"
    r"|a (?:year|month|week|day)|discount\w*|off|increase\w*|decrease\w*|rose|fell|grew|drop\w*|rais\w*|reduc\w*"
    r"|percent|percentage|share|times|ratio|later|earlier|after|before|ago|old|aged|longer|shorter"
    r"|com(?:e|es|ing) to|plus|gap|margin|below|above|short of|apart"
    r"|for \w+ (?:people|nights|days|months|units|items))\b|%|[+=×]"
)
_RATE = re.compile(r"\s?(?:/|per|an?|each|every)?\s?[a-z]+")
_MONTH_DAYS = 28
_TERMS_MAX = 24
"""Pairs are tried among so many values: 276 sums, a fraction of a millisecond."""
_FACTORS = (
    (re.compile(r"\b(?:both|twice|double\w*|half|couple|each)\b"), (2.0,)),
    (re.compile(r"\b(?:triple|thirds?|three)\b"), (3.0,)),
    (re.compile(r"\b(?:quarter\w*|four)\b"), (4.0,)),
    (re.compile(r"\b(?:month\w*|year\w*|annual\w*)\b"), (12.0,)),
    (re.compile(r"\b(?:week\w*|year\w*|annual\w*|day|days|daily)\b"), (7.0, 52.0, 26.0, 365.0, 30.0)),
)


def has_cue(folded: str, start: int, end: int, value: Value, key: frozenset[str] = frozenset()) -> bool:
    """Whether a sentence says that it reckons, by a word outside of the value itself: "$3 per day" does not, nor a word
    of the key that it names."""
    tail = _RATE.match(folded, value.end, end)
    stop = tail.end() if tail is not None and value.per else value.end
    return any(
        not (match.start() < stop and value.start < match.end()) and stem(match[0]) not in key
        for match in _CUE.finditer(folded, start, end)
    )


def factors_said(folded: str, start: int, end: int) -> list[float]:
    """The factors that the words of a sentence stand for: "both" 2, "a year" 12 months."""
    return [factor for words, factors in _FACTORS if words.search(folded, start, end) for factor in factors]


def follows(claim: Value, terms: Iterable[Value], others: Iterable[Value], said: Sequence[float]) -> bool:
    """Whether a claim is a sum, difference, product or share of `terms` (of its kind), with `others` (bare
    numbers, percentages) and the factors `said` in its sentence."""
    if not claim.is_point:
        return False
    points = sorted({term.low for term in terms if term.is_point and not math.isinf(term.low)})[:_TERMS_MAX]
    counted = {other.low for other in others if other.is_point and other.low}
    factors = sorted({*said, *counted})[:_TERMS_MAX]
    plain = sorted(counted)[:_TERMS_MAX]
    return any(_near(claim, candidate) for candidate in _candidates(claim, points, factors, plain))


def _candidates(claim: Value, points: list[float], factors: list[float], counted: list[float]) -> Iterable[float]:
    if len(points) > 2:
        yield math.fsum(points)
        yield math.fsum(points) / len(points)
    for place, one in enumerate(points):
        for two in points[place:]:
            yield one + two
            yield two - one
            if claim.kind == "percent":
                yield 100 - one
            if claim.kind == "percent" and two:
                yield 100 * one / two
                yield 100 * (two - one) / two
                yield 100 * (two - one) / one if one else 0.0
        for factor in factors:
            yield one * factor
            yield one / factor
        for factor in counted:
            yield one * factor / 100
            yield one * (1 - factor / 100)
            yield one * (1 + factor / 100)
    if claim.kind in ("percent", "count", "number"):
        for place, one in enumerate(counted):
            for two in counted[place + 1 :]:
                yield one + two
                yield two - one
                yield 100 * one / two


def _near(claim: Value, candidate: float) -> bool:
    if math.isinf(claim.low) or math.isinf(candidate):
        return False
    tolerance = claim.step / 2 if claim.hedged or abs(claim.low) >= 10 * claim.step else 0.0
    return abs(claim.low - candidate) <= max(tolerance, 1e-6 * abs(candidate))


def is_dated(claim: Value, dates: Iterable[Value], spans: Iterable[Value]) -> bool:
    """Whether a date lies one of the durations after or before another: "issued in May 2021 for 10 years"."""
    days = {round(one.low / DAY_S) for one in spans if one.kind == "duration" and one.is_point and one.low >= DAY_S}
    known = [day for one in dates if one is not claim and one.kind == "date" for day in one.dates if day.calendar]
    return any(
        _is_about(claim, day, sign * span)
        for day in known[:_TERMS_MAX]
        for span in sorted(days)[:_TERMS_MAX]
        for sign in (1, -1)
    )


def _is_about(claim: Value, day: PartialDate, span: int) -> bool:
    """Months are 28 to 31 days and a period may end the day before: a span of so many days may be two off."""
    slack = 0 if abs(span) < _MONTH_DAYS else 2
    near = [day.moved(span + off) for off in range(-slack - 1, slack + 2)]
    return any(one.relation(found) == "same" for one in claim.dates for found in near)
