"""Whether arithmetic explains a claim that no fact states: the solver, asked with the facts that the claim is near.

What enters is a bound claim; what leaves is how far from an accident the explanation is, and whether the sentence says
that it reckons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from guards.contradiction.bind.bound import Bound
from guards.contradiction.check.arithmetic import NO_NUMBERS
from guards.contradiction.check.columns import of_cells, of_statements
from guards.contradiction.check.cues import cues_of
from guards.contradiction.check.solver import Solver, explain
from guards.contradiction.context import Context
from guards.contradiction.statements import read

_CHANCE_MIN = 1e-6
_TOLD_MAX = 40
"""Values of the prose that are reckoned with."""
_REASONED_WITH = ("number", "count", "percent", "duration", "date")
"""Kinds that make values of another kind."""


_NEAR_MAX = 24
"""Numbers near a claim of which pairs are tried: 276 pairs, a tenth of a millisecond."""
_FACTORS = (2.0, 3.0, 4.0, 7.0, 10.0, 12.0, 24.0, 52.0, 60.0, 100.0, 365.0, 1000.0)


class Reckoning(NamedTuple):
    """What arithmetic has to say of a claim."""

    explained: float = 0.0
    """How far the solver's explanation is from an accident: 0 none, 6 one accident in a million."""
    cued: float = 0.0
    """Whether the sentence says that it reckons."""
    loosely: float = 0.0
    """Whether some two numbers near by make the claim's: often an accident, but then a conflict is less sure."""


def solver_of(context: Context) -> Solver:
    """Arithmetic over the cells of a context."""
    return Solver(of_cells(context.cells))


def reckoning(asked_text: str, bound: Bound, beside: Sequence[Bound], context: Context) -> Reckoning:
    """All that arithmetic has to say of a claim."""
    explained, cued = _explanation(asked_text, bound, context)
    return Reckoning(explained, cued, 0.0 if explained else _loosely(bound, beside, context))


def _loosely(bound: Bound, beside: Sequence[Bound], context: Context) -> float:
    """Whether two numbers near the claim, said or of the facts it may speak of, make its number, cued or not."""
    value = bound.claim.statement.value
    if value.kind in NO_NUMBERS or not value.is_point or math.isinf(value.low):
        return 0.0
    target, slack = abs(value.low), max(value.step / 2, 1e-9 * abs(value.low))
    near = [pair.fact.value for pair in bound.pairs] + [one.claim.statement.value for one in beside if one is not bound]
    if bound.differs is not None:
        near += context.facts.in_row(bound.differs.fact)
    numbers = dict.fromkeys(
        abs(one.low)
        for one in near
        if one.kind not in NO_NUMBERS and one.is_point and one.low and not math.isinf(one.low)
    )
    numbers.pop(target, None)
    known = list(numbers)[:_NEAR_MAX]
    scale = 100.0 if value.kind == "percent" else 1.0
    for number, one in enumerate(known):
        if any(abs(one * factor - target) <= slack or abs(one / factor - target) <= slack for factor in _FACTORS):
            return 1.0
        for two in known[:number]:
            made = (one + two, abs(one - two), one * two, scale * one / two, scale * two / one)
            if any(abs(each - target) <= slack for each in made):
                return 1.0
            if scale > 1 and any(abs(scale * abs(one - two) / each - target) <= slack for each in (one, two)):
                return 1.0
    total = math.fsum(known)
    return float(len(known) > 2 and abs(total - target) <= slack)


def _explanation(asked_text: str, bound: Bound, context: Context) -> tuple[float, float]:
    """How sure the explanation is, from 0 (none) to 6 (one accident in a million), and whether the sentence reckons."""
    claim, said = bound.claim.statement, bound.claim.said
    value, sentence = claim.value, said.sentence
    if value.kind in NO_NUMBERS:
        return 0.0, 0.0
    words = [
        word.stem for word in sentence.tokens if not (value.start <= word.start < value.end and word.stem.isdigit())
    ]
    others = [one.value for one in sentence.statements if one.value is not value]
    if not sentence.content:
        words += said.asked
        others += [one.value for asks in read(asked_text) for one in asks.statements]
    named = bound.differs.fact.attribute if bound.differs is not None and bound.differs.fact.structured else frozenset()
    cues = cues_of(words, others, named)
    cued = float(bool(cues.operations))
    found = context.kept(solver_of).explain(value, cues) if context.cells else None
    if found is None:
        kinds = dict.fromkeys((value.kind, *_REASONED_WITH))
        told = [
            ((fact.passage, fact.sentence.start), fact.statement)
            for fact in context.facts.told_about(sentence.content, _TOLD_MAX)
            if fact.value.kind in kinds and fact.sentence is not None and fact.statement is not None
        ]
        found = explain(value, cues, of_statements(told)) if told else None
    if found is None:
        return 0.0, cued
    return -math.log10(max(_CHANCE_MIN, min(1.0, found.chance))), cued
