"""Whether a claimed value can be true where a fact is another, however both are written.

What enters are a claim's value and a fact; what leaves is `same`, `differs` or `apart`, and whether the fact's bare number
had to be read in the claim's unit: the kindest reading, which the binder knows of.
"""

from __future__ import annotations

from typing import NamedTuple

from guards.contradiction.bind.facts import Fact
from guards.contradiction.values.units import unit_word
from guards.contradiction.values.value import PartialDate, Relation, Value, relation

QUANTITIES = frozenset(
    (
        *("number", "count", "money", "percent", "duration", "length", "area", "mass", "volume", "temperature"),
        *("speed", "data", "power", "energy", "pressure", "frequency", "voltage", "current", "rate", "points"),
    )
)
_FORMS = frozenset(("date", "clock", "code", "text", "address", "score", "pair"))
_PERCENT_MAX = 1_000
"""A bare number beyond is no percentage, whatever its key."""


class Met(NamedTuple):
    """How a claim stands to a fact."""

    relation: Relation
    bare: bool = False
    """Whether one of the two is a bare number that was read as the other's kind."""


APART = Met("apart")


def kinds_for(kind: str) -> frozenset[str]:
    """The kinds of fact that a claim of a kind can meet."""
    if kind in ("number", "count"):
        return frozenset((kind, "number", "count", "code", "percent")) if kind == "number" else _COUNTS
    if kind in _FORMS:
        return frozenset((kind, "number")) if kind == "date" else frozenset((kind,))
    return frozenset((kind, "number"))


_COUNTS = frozenset(("number", "count"))


def met(claim: Value, fact: Fact) -> Met:
    """The relation of a claim to a fact."""
    theirs = fact.value
    found = _met(claim, theirs)
    scale = fact.cell.scale if fact.cell is not None and found.relation == "differs" else 1.0
    # Whether the scale of the key is said with the number or left out, both are the fact's; so is the sign of brackets.
    if fact.cell is not None and claim.high < 0 and fact.cell.slot.text.startswith("("):
        scale = -scale
    if scale == 1.0 or claim.kind in _FORMS:
        return found
    low, high, step = claim.low / scale, claim.high / scale, claim.step / abs(scale)
    return _met(claim._replace(low=min(low, high), high=max(low, high), step=step), theirs)


def _met(claim: Value, fact: Value) -> Met:
    if claim.kind == fact.kind:
        if claim.kind == "count":
            shared = claim.nouns & fact.nouns
            return Met(relation(claim, fact._replace(nouns=claim.nouns or fact.nouns)), bare=not shared)
        return Met(relation(claim, fact))
    if fact.kind == "number":
        return _as(claim, fact)
    if claim.kind == "number" and fact.kind in ("count", "percent"):
        return Met(relation(claim, fact._replace(kind="number", unit="")), bare=True)
    if claim.kind == "number" and fact.kind == "code" and fact.text.isdigit():
        alike = claim.end - claim.start == len(fact.text)
        return Met("same" if claim.low == float(fact.text) else "differs", bare=True) if alike else APART
    return APART


def _as(claim: Value, fact: Value) -> Met:
    """A bare number of the context, read as what the claim says that it is."""
    if claim.kind == "date":
        years = {one.year for one in claim.dates if one == PartialDate(one.year)}
        if None in years or not years:
            return APART
        return Met("same" if fact.low in years else "differs", bare=True)
    if claim.kind in _FORMS or (claim.kind == "percent" and abs(fact.low) > _PERCENT_MAX):
        return APART
    unit = unit_word(claim.unit.removeprefix("working ")) if claim.kind not in ("money", "count", "number") else None
    scale = unit.factor if unit is not None else 1.0
    if claim.kind == "percent" and abs(fact.low) <= 1 and fact.step < 1:
        scale = 100.0
    read = fact._replace(
        kind=claim.kind,
        unit=claim.unit,
        low=fact.low * scale,
        high=fact.high * scale,
        step=fact.step * scale,
        nouns=claim.nouns,
        per=fact.per if fact.per else claim.per,
    )
    return Met(relation(claim, read), bare=True)
