"""Quantities: numerals with their unit, currency, rate, bounds and what they count.

What enters are numerals of folded text; what leaves are values. A bare numeral that counts nothing and has no unit is a
`number`: it is compared only where a key names it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from guards.contradiction.text.words import STOP, stem
from guards.contradiction.values.numerals import Numeral, digits_at, spaced_at
from guards.contradiction.values.units import Unit, currency_before, period_of, unit_after
from guards.contradiction.values.value import Value

_BOUND = re.compile(
    r"(?:(?<![a-z])|(?=[~≈<>≤≥]))"
    r"(?:(?P<about>about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|close to"
    r"|just over|just under|~|≈)|(?:(?P<high>up to|at most|n(?:o|ot) (?:more|later|longer) than|max(?:imum)?\.?"
    r"|(?:less|fewer) than|under|below|within(?: the next)?|limited to|capped at|as (?:much|many|little) as"
    r"|not (?:to )?exceed(?:ing)?|≤|<=?)"
    r"|(?P<low>at least|n(?:o|ot) (?:less|fewer) than|minimum|min\.?|more than|over|above|exceed(?:s|ing)?"
    r"|start(?:s|ing)? (?:at|from)|upwards? of|as (?:few|low) as|≥|>=?))"
    r"(?: (?:an?|the|of|your|our|limit|maximum|minimum|cap))*)\s*$"
)
# Of these at least one is said in a sentence with a bound in words, before its number or behind.
_BOUNDING = (
    "up most more maximum max less fewer than under below within limited capped much little exceed exceeding exceeds",
    "later longer least minimum min over above start starts starting upward upwards few low about around approximately",
    "approx roughly nearly almost some circa close just older higher greater younger lower so ish thereabouts",
)
BOUNDING = frozenset(word for line in _BOUNDING for word in line.split())
ONLY = frozenset(("just", "only", "exactly"))
_SYMBOLS = frozenset("~≈<>=≤≥")
_BEHIND = 34  # code points looked back for a bound: "not to exceed a maximum of the"
_BOUND_AFTER = re.compile(
    r"\s*(?:(?P<low>or (?:more|older|above|longer|higher|greater)\b|and (?:over|above|older|up)\b|minimum\b|\+)"
    r"|(?P<high>or (?:less|fewer|under|younger|lower)\b|maximum\b|max\b)"
    r"|(?P<about>or so|ish|approximately|or thereabouts)\b)"
)
_RANGE = re.compile(r"\s*(?:-|to|and|through)\s*")
_CHANGED = re.compile(
    r"\b(?:grew|grown|ris|rose|fell|fall|increas|decreas|climb|drop|declin|went|chang|improv|jump|rais|cut|reduc|lower|slip|up"
    r"|down|mov)[a-z]*\b[^.;,]{0,24} from\s*$"
)
_COMPOUND = re.compile(r"\s*(?:,\s*|and\s+|,\s*and\s+)?")
_PER = re.compile(
    r"\s?(?:/\s?|per |an? |(?:for )?(?:each|every) )(?:calendar |full )?(?P<word>[a-z]+)\b"
    r"|[ -](?P<ly>hourly|daily|weekly|monthly|yearly|annually|annual)\b"
)
_COUNT_PER = re.compile(r"(?:[ -][a-z]+){1,2}?(?= (?:per|for each|for every|each|every) [a-z])")
_NOUNS = re.compile(r"(?:[ -](?!(?:and|or|of)\b)[a-z]+){1,3}|[⺀-鿿]{1,4}")
# An ordinal, a time, the rest of a run that is no number; "1.87:1" is a ratio.
_NO_NUMBER = re.compile(r"st\b|nd\b|rd\b|th\b|\d|\.\d|:(?!1(?!\d))\d")


CHANGE = "change"
"""The text of a value that is not written: what "from $200M to $250M" comes to. Of an answer it is no claim."""


class Found(NamedTuple):
    """A numeral with the unit beside it."""

    numeral: Numeral
    unit: Unit | None
    start: int
    end: int


def number_at(folded: str, place: int, start: int, stop: int) -> Found | None:
    """The numeral that begins with the digit at a place, with its unit."""
    numeral = digits_at(folded, place, stop)
    end = numeral.end if numeral is not None else place
    if numeral is not None and folded[end : end + 1] == " " and folded[end + 1 : end + 2].isdigit():
        spaced = spaced_at(folded, place, stop)
        found = with_unit(folded, spaced, start, stop) if spaced is not None else None
        money = found is not None and found.unit is not None and found.unit.kind == "money"
        if found is not None and (money or not found.numeral.local):
            return found
    if numeral is None or _NO_NUMBER.match(folded, end, stop) is not None:
        return None
    found = with_unit(folded, numeral, start, stop)
    return found if found.unit is not None or not numeral.local else None


def with_unit(folded: str, numeral: Numeral, start: int, stop: int) -> Found:
    """A numeral with the currency before it, else the unit behind it; a minus in front of both belongs to it."""
    begin, end = numeral.start, numeral.end
    unit: Unit | None = None
    before = folded[begin - 1 : begin] if begin > start else ""
    if before and before not in "-(" and (found := currency_before(folded, begin, start)) is not None:
        unit, begin = found
        after = unit_after(folded, end)
        if after is not None and after[1] <= stop and after[0].kind == "money":  # "$20 CAD"
            unit, end = after[0], after[1]
    elif (after := unit_after(folded, end)) is not None and after[1] <= stop:
        unit, end = after
        text = folded[numeral.start : numeral.end]
        if unit.kind == "money" and unit.name != "usd" and text[-4:-3] == "." and text.count(".") == 1:
            value = float(text.replace(".", ""))  # "1.250 €"
            numeral = numeral._replace(value=value, step=1.0)
    if begin > start and folded[begin - 1] == "-" and not folded[max(start, begin - 2) : begin - 1].strip(" ("):
        begin -= 1
        numeral = numeral._replace(value=-numeral.value)
    return Found(numeral, unit, begin, end)


def quantities_of(folded: str, found: list[Found], start: int, stop: int, bounded: bool = True) -> Iterator[Value]:
    """Values of the numerals of a stretch. Two joined by "to", a dash or "between … and" are one range; "2 hours 30
    minutes" is one value. `bounded` says whether a word of a bound is said at all."""
    position = 0
    while position < len(found):
        one = found[position]
        position += 1
        two = found[position] if position < len(found) else None
        if two is not None and _is_range(folded, one, two, start):
            yield _range(folded, one, two)
            position += 1
            continue
        if two is not None and _is_change(folded, one, two, start):
            yield from _change(_value(folded, one._replace(unit=one.unit or two.unit)), _value(folded, two))
        value = _value(folded, one)
        if one.unit is None and one.numeral.spelt and one.numeral.value == 1:
            said = folded[max(start, one.start - 10) : one.start].split()
            if value.kind != "count" or ONLY.isdisjoint(said[-1:]):
                continue  # "this one", "one of the plans"; "just one reminder" counts
        if (
            bounded
            or folded[value.end : value.end + 2].strip()[:1] == "+"
            or folded[max(start, one.start - 2) : one.start].rstrip()[-1:] in _SYMBOLS
        ):
            value = _bounded(folded, value, one.start, start, stop)
        while position < len(found) and _is_compound(folded, one, found[position]):
            one = found[position]
            more = _value(folded, one)
            low, high = value.low + more.low, value.high + more.low
            value = value._replace(end=more.end, low=low, high=high, step=more.step, unit=more.unit, per=more.per)
            position += 1
        yield value


def _is_compound(folded: str, one: Found, two: Found) -> bool:
    if one.unit is None or two.unit is None or one.unit.kind != two.unit.kind or one.unit.factor <= two.unit.factor:
        return False
    return one.unit.kind in ("duration", "length", "mass") and bool(_COMPOUND.fullmatch(folded, one.end, two.start))


def _is_range(folded: str, one: Found, two: Found, start: int) -> bool:
    gap = two.start - one.end
    if gap > 9 or one.numeral.value > two.numeral.value or not _RANGE.fullmatch(folded, one.end, two.start):
        return False
    if one.unit is not None and two.unit is not None and one.unit.kind != two.unit.kind:
        return False
    if "and" in folded[one.end : two.start]:
        return folded[max(start, one.start - 9) : one.start].rstrip().endswith("between")
    return not _is_change(folded, one, two, start)


def _is_change(folded: str, one: Found, two: Found, start: int) -> bool:
    """Whether "from A to B" says what something was and became, and no range."""
    if two.start - one.end > 4 or not folded.endswith("from ", start, one.start):
        return False
    between = folded[one.end : two.start].strip()
    return between == "to" and _CHANGED.search(folded, max(start, one.start - 50), one.start) is not None


def _change(one: Value, two: Value) -> Iterator[Value]:
    """A change as it may be said of its two ends: in percentage points, or in per cent of the first."""
    if one.kind == two.kind == "percent":
        gap = abs(two.low - one.low)
        yield two._replace(kind="points", start=one.start, low=gap, high=gap, unit="point", text=CHANGE)
    elif one.kind == two.kind != "temperature" and one.low > 0:
        gap = 100 * abs(two.low - one.low) / one.low
        yield Value("percent", one.start, two.end, gap, gap, "percent", step=1.0, hedged=True, text=CHANGE)


def _range(folded: str, one: Found, two: Found) -> Value:
    unit_one, unit_two = one.unit or two.unit, two.unit or one.unit
    # "9.1 to 9.3 billion" says the scale once.
    shared = two.numeral.scale if one.numeral.scale == 1 and one.numeral.value < 1_000 < two.numeral.value else 1.0
    low, high = _base(one.numeral.value * shared, unit_one), _base(two.numeral.value, unit_two)
    value = _value(folded, two._replace(unit=unit_two))
    return value._replace(start=one.start, low=min(low, high), high=max(low, high))


def _bounded(folded: str, value: Value, place: int, start: int, stop: int) -> Value:
    """The value with the bound or hedge before it, else that behind it."""
    before = _BOUND.search(folded, max(start, place - _BEHIND), place)
    after = _BOUND_AFTER.match(folded, value.end, stop)
    kinds = [match.lastgroup for match in (before, after) if match is not None]
    if not kinds or "about" in kinds:
        return value._replace(hedged=True) if kinds else value
    return value._replace(low=-math.inf) if kinds[0] == "high" else value._replace(high=math.inf)


def _base(value: float, unit: Unit | None) -> float:
    return value * unit.factor + unit.offset if unit is not None else value


def _value(folded: str, one: Found) -> Value:
    numeral, unit = one.numeral, one.unit
    number = _base(numeral.value, unit)
    per = _per(folded, one.end)
    if unit is not None:
        step = numeral.step * unit.factor
        value = Value(unit.kind, one.start, one.end, number, number, unit.name, per, step, numeral.hedged)
        return value._replace(text=unit.sign) if unit.sign else value
    nouns = _nouns(folded, one)
    # "16 students per teacher": the rate stands behind what is counted.
    behind = _COUNT_PER.match(folded, one.end) if nouns and not per else None
    per = _per(folded, behind.end()) if behind is not None else per
    kind = "count" if nouns else "number"
    return Value(kind, one.start, one.end, number, number, "", per, numeral.step, numeral.hedged, nouns)


_NOTHING: frozenset[str] = frozenset()


def _per(folded: str, place: int) -> str:
    match = _PER.match(folded, place) if folded[place : place + 1] in (" ", "-", "/") else None
    return period_of(match["ly"] or match["word"]) if match is not None else ""


def _nouns(folded: str, one: Found) -> frozenset[str]:
    match = _NOUNS.match(folded, one.end)
    if match is None:
        return _NOTHING
    run: list[str] = []
    for word in match[0].replace("-", " ").split():
        if word in STOP:
            break
        run.append(stem(word))
    return frozenset(run)
