"""Whether a claimed value can be true where a fact is another, however both are written.

What enters are a claim's value and a fact; what leaves is `same`, `differs` or `apart`, and whether the fact's bare
number had to be read in the claim's unit: the kindest reading, which the binder knows of.
"""

from __future__ import annotations

import math
from collections.abc import Set
from typing import NamedTuple

from guards.contradiction.bind.facts import BOUNDS, Column, Fact
from guards.contradiction.cells import Cell
from guards.contradiction.values.units import unit_word
from guards.contradiction.values.value import PartialDate, Relation, Value, relation

_FORMS = frozenset(("date", "clock", "code", "text", "address", "pair"))
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


def met(claim: Value, fact: Fact, words: Set[str] = frozenset(), columns: Set[Column] = frozenset()) -> Met:
    """The relation of a claim to a fact; `words` are what its sentence says, `columns` those that hold its text."""
    theirs = fact.value
    if claim.kind == "text":
        return _text_met(claim, fact, columns)
    if fact.bound and claim.kind not in _FORMS:
        if math.isinf(claim.low) or math.isinf(claim.high):
            edge = claim.high if math.isinf(claim.low) else claim.low
            claim = claim._replace(low=edge, high=edge)
        elif BOUNDS[fact.bound].isdisjoint(words):
            theirs = theirs._replace(low=-math.inf) if fact.bound == "max" else theirs._replace(high=math.inf)
    return _scaled(claim, theirs, fact.cell.scale if fact.cell is not None else 1.0)


def _text_met(claim: Value, fact: Fact, columns: Set[Column]) -> Met:
    """A name or a word of the context, or a name that it lacks, against a field of words: only another value of the
    same column, or another name where a name stands, can be in its place."""
    mine, theirs = frozenset(claim.text.split()), frozenset(fact.value.text.split())
    if mine <= theirs or theirs <= mine:
        return Met("same", bare=mine != theirs)
    name = claim.unit == "name" and fact.cell is not None and fact.cell.slot.text[:1].isupper()
    return Met("differs", bare=not name) if name or fact.column in columns else APART


def cell_relation(claim: Value, cell: Cell) -> Relation:
    """The relation of a value to that of a cell."""
    return _scaled(claim, cell.value, cell.scale).relation if cell.value is not None else "apart"


def _scaled(claim: Value, theirs: Value, scale: float) -> Met:
    """Whether the scale of the key is said with the number or left out, both are the fact's."""
    found = _met(claim, theirs)
    if scale == 1.0 or claim.kind in _FORMS or found.relation != "differs":
        return found
    low, high, step = claim.low / scale, claim.high / scale, claim.step / abs(scale)
    return _met(claim._replace(low=min(low, high), high=max(low, high), step=step), theirs)


def _met(claim: Value, fact: Value) -> Met:
    if claim.kind == fact.kind:
        if claim.kind == "count":
            shared = claim.nouns & fact.nouns
            return Met(relation(claim, fact._replace(nouns=claim.nouns or fact.nouns)), bare=not shared)
        if claim.kind == "code" and (claim.text.startswith(fact.text) or fact.text.startswith(claim.text)):
            return Met("same")  # "5.0.0" of "5.0.0-rc2"
        if claim.per and fact.per and claim.per != fact.per and (claim.low, claim.high) == (fact.low, fact.high):
            return Met("differs")  # "0.9 % a year" of what is 0.9 % a month
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
        unit=fact.text or claim.unit if claim.kind == "money" else claim.unit,
        low=fact.low * scale,
        high=fact.high * scale,
        step=fact.step * scale,
        nouns=claim.nouns,
        per=fact.per if fact.per else claim.per,
    )
    found = relation(claim, read)
    if found == "differs" and fact.text == claim.unit != "" and fact.low.is_integer():
        # An amount beside its currency may be of minor units: 4599 is $45.99.
        found = relation(claim, read._replace(low=read.low / 100, high=read.high / 100, step=0.01))
    return Met(found, bare=True)
