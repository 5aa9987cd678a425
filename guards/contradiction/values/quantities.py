"""Quantities: numerals with their unit, currency, rate, bounds and what they count.

What enters is folded text; what leaves are values. A bare numeral that counts nothing and has no unit is a
`number`: it is compared only where a key names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from guards.contradiction.text.words import STOP, stem
from guards.contradiction.values.numerals import Numeral, numerals_of
from guards.contradiction.values.units import SIGNS, Unit, unit_after, unit_word
from guards.contradiction.values.value import Value

_UPPER = re.compile(
    r"(?:up to|at most|no more than|not more than|maximum(?: of)?|max(?:imum)?\.?|less than|fewer than|under|below"
    r"|within(?: the next)?|limited to|capped at|as (?:much|many|little) as|not (?:to )?exceed(?:ing)?|no later than)"
    r"(?: an?| the| of)*\s*$"
)
_LOWER = re.compile(
    r"(?:at least|no less than|not less than|no fewer than|minimum(?: of)?|more than|over|above|exceed(?:s|ing)?"
    r"|starts? (?:at|from)|starting (?:at|from)|upwards? of|as (?:few|low) as)(?: an?| the| of)*\s*$"
)
_HEDGE = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|close to|just over|just under|~|≈)\s*$"
)
_HEDGE_AFTER = re.compile(r"\s*(?:or so|ish|approximately|or thereabouts)\b")
_BOUND_AFTER = re.compile(
    r"\s*(?:(?P<low>or (?:more|older|above|longer|higher|greater)\b|and (?:over|above|older|up)\b|minimum\b|\+)"
    r"|(?P<high>or (?:less|fewer|under|younger|lower)\b|maximum\b|max\b))"
)
_RANGE = re.compile(r"\s*(?:-|to|and|through)\s*$")
_COMPOUND = re.compile(r"\s*(?:,\s*|and\s+|,\s*and\s+)?$")
_PER = re.compile(
    r"\s?(?:/\s?|per |an? |(?:for )?(?:each|every) )(?:calendar |full )?(?P<word>[a-z]+)\b"
    r"|[ -](?P<ly>hourly|daily|weekly|monthly|yearly|annually|annual)\b"
)
_LY = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_LY |= {"annually": "year", "annual": "year"}
_PERIODS = {"mo": "month", "yr": "year", "hr": "hour", "wk": "week", "annum": "year"}
_COUNT_PER = re.compile(r"(?:[ -][a-z]+){1,2}?(?= (?:per|for each|for every|each|every) [a-z])")
_NOUNS = re.compile(r"(?:[ -](?!(?:and|or|of)\b)[a-z]+){1,3}")
_WHICH = re.compile(r"[ -]([a-z]+) ")  # "11 vacation days"
_BOUND_WORDS = frozenset(
    word
    for line in (
        "up most more many maximum max max. less fewer than under below within limited capped much little exceed",
        "exceeding exceeds later least minimum over above starts start starting upwards upward few low about around",
        "approximately approx approx. roughly nearly almost some circa close just at of",
    )
    for word in line.split()
)
_BEHIND = 34  # code points looked back for a bound: "not to exceed a maximum of the"


_SIGN_CHARACTERS = frozenset("$€£¥₹")
_CODE_AFTER = re.compile(r"\s?(?:usd|cad|aud|dollars?)\b")
_CODE_BEFORE = re.compile(r"\b(?:usd|eur|gbp|jpy|inr|chf|cad|aud)\s?$")


class _Found(NamedTuple):
    numeral: Numeral
    unit: Unit | None
    start: int
    end: int


def quantities_of(
    folded: str, start: int, stop: int, said: Set[str], digits: bool, taken: list[tuple[int, int]]
) -> list[Value]:
    """The quantities of a stretch of folded text, in order. `said` are its runs of letters, `digits` whether it has
    any; `taken` are stretches that mean something else."""
    numerals = sorted(numerals_of(folded, start, stop, said, digits), key=lambda found: found.start)
    free = [one for one in numerals if not any(one.start < high and low < one.end for low, high in taken)]
    found = [_with_unit(folded, one, start, stop) for one in free]
    return list(_joined(folded, found, start, stop))


def _with_unit(folded: str, numeral: Numeral, start: int, stop: int) -> _Found:
    behind = folded[max(start, numeral.start - 3) : numeral.start]
    before = (
        None
        if _SIGN_CHARACTERS.isdisjoint(behind)
        else SIGNS.search(folded, numeral.start - len(behind), numeral.start)
    )
    if before is not None and not folded[before.end() : numeral.start].strip():
        finish = numeral.end
        code = _CODE_AFTER.match(folded, finish, stop)
        return _Found(numeral, unit_word(before[0]), before.start(), code.end() if code else finish)
    code = (
        _CODE_BEFORE.search(folded, max(start, numeral.start - 5), numeral.start) if behind.strip().isalpha() else None
    )
    if code is not None:
        return _Found(numeral, unit_word(code[0].strip()), code.start(), numeral.end)
    after = unit_after(folded, numeral.end)
    if after is not None and after[1] <= stop:
        return _Found(numeral, after[0], numeral.start, after[1])
    return _Found(numeral, None, numeral.start, numeral.end)


def _joined(folded: str, found: list[_Found], start: int, stop: int) -> Iterator[Value]:
    """Two numerals joined by "to", a dash or "between … and" are one range; "2 hours 30 minutes" is one value."""
    position = 0
    while position < len(found):
        one = found[position]
        two = found[position + 1] if position + 1 < len(found) else None
        if two is not None and _is_range(folded, one, two, start):
            yield _range(folded, one, two)
            position += 2
        elif two is not None and _is_compound(folded, one, two):
            value = _compound(folded, one, two, start, stop)
            position += 2
            # "2 hours, 10 minutes and 55 seconds"
            third = found[position] if position < len(found) else None
            if third is not None and _is_compound(folded, two, third):
                more = _value(folded, third, third.unit)
                low, high = value.low + more.low, value.high + more.high
                value = value._replace(end=more.end, low=low, high=high, step=more.step, unit=more.unit, per=more.per)
                position += 1
            yield value
        else:
            if one.unit is not None or not _is_pronoun(one):
                yield _single(folded, one, start, stop)
            position += 1


def _is_compound(folded: str, one: _Found, two: _Found) -> bool:
    if one.unit is None or two.unit is None or one.unit.kind != two.unit.kind:
        return False
    joined = _COMPOUND.fullmatch(folded[one.end : two.start]) is not None
    return joined and one.unit.kind in ("duration", "length", "mass") and one.unit.factor > two.unit.factor


def _compound(folded: str, one: _Found, two: _Found, start: int, stop: int) -> Value:
    first, second = _single(folded, one, start, stop), _value(folded, two, two.unit)
    low, high = first.low + second.low, first.high + second.low
    return first._replace(end=second.end, low=low, high=high, step=second.step, unit=second.unit, per=second.per)


def _is_pronoun(one: _Found) -> bool:
    """ "one" and "zero" as words rarely count: "this one", "one of the plans"."""
    return one.numeral.spelt and one.numeral.value == 1 and one.unit is None


def _is_range(folded: str, one: _Found, two: _Found, start: int) -> bool:
    between = folded[one.end : two.start]
    if _RANGE.fullmatch(between) is None or one.numeral.value > two.numeral.value:
        return False
    if one.unit is not None and two.unit is not None and one.unit.kind != two.unit.kind:
        return False
    if between.strip() == "and":
        return folded[max(start, one.start - 9) : one.start].rstrip().endswith("between")
    return True


def _range(folded: str, one: _Found, two: _Found) -> Value:
    unit_one, unit_two = one.unit or two.unit, two.unit or one.unit
    # "9.1 to 9.3 billion" says the scale once.
    shared = two.numeral.scale if one.numeral.scale == 1 and one.numeral.value < 1_000 < two.numeral.value else 1.0
    low, high = _base(one.numeral.value * shared, unit_one), _base(two.numeral.value, unit_two)
    value = _value(folded, two, unit_two)
    return value._replace(start=one.start, low=min(low, high), high=max(low, high))


def _single(folded: str, one: _Found, start: int, stop: int) -> Value:
    value = _value(folded, one, one.unit)
    after = _BOUND_AFTER.match(folded, value.end, stop)
    behind = folded[max(start, one.start - _BEHIND) : one.start]
    # Only where one of the last words is of a bound or a hedge are the three patterns worth their search.
    if after is None and _BOUND_WORDS.isdisjoint(behind.split()[-4:]) and not behind.endswith(("~", "≈", "~ ", "≈ ")):
        return value._replace(hedged=True) if _HEDGE_AFTER.match(folded, value.end, stop) else value
    if _HEDGE.search(behind) or _HEDGE_AFTER.match(folded, value.end, stop):
        return value._replace(hedged=True)
    if _UPPER.search(behind) or (after and after["high"]):
        return value._replace(low=-math.inf)
    if _LOWER.search(behind) or (after and after["low"]):
        return value._replace(high=math.inf)
    return value


def _base(value: float, unit: Unit | None) -> float:
    return value * unit.factor + unit.offset if unit is not None else value


def _value(folded: str, one: _Found, unit: Unit | None) -> Value:
    number = _base(one.numeral.value, unit)
    step = one.numeral.step * (unit.factor if unit is not None else 1.0)
    per = _per(folded, one.end)
    if unit is not None:
        which = _WHICH.match(folded, one.numeral.end, one.end)
        named = frozenset((stem(which[1]),)) if which is not None else frozenset()
        return Value(unit.kind, one.start, one.end, number, number, unit=unit.name, per=per, step=step, nouns=named)
    nouns = _nouns(folded, one.end)
    # "16 students per teacher": the rate stands behind what is counted.
    behind = _COUNT_PER.match(folded, one.end) if nouns and not per else None
    per = _per(folded, behind.end()) if behind is not None else per
    kind = "count" if nouns else "number"
    return Value(kind, one.start, one.end, number, number, per=per, step=step, nouns=nouns)


def _per(folded: str, place: int) -> str:
    match = _PER.match(folded, place)
    if match is None:
        return ""
    if match["ly"]:
        return _LY[match["ly"]]
    word = _PERIODS.get(match["word"], match["word"])
    unit = unit_word(word)
    return unit.name if unit is not None else stem(word)


def _nouns(folded: str, place: int) -> frozenset[str]:
    match = _NOUNS.match(folded, place)
    if match is None:
        return frozenset()
    run: list[str] = []
    for word in re.split(r"[ -]", match[0].strip(" -")):
        if word in STOP:
            break
        run.append(stem(word))
    return frozenset(run)
