"""Whether arithmetic explains a claim that no fact states: the solver, asked with the facts that the claim is near.

What enters is a bound claim; what leaves is how far from an accident the explanation is, and whether the sentence says
that it reckons.
"""

from __future__ import annotations

import math

from guards.contradiction.bind.bound import Bound
from guards.contradiction.check.arithmetic import NO_NUMBERS
from guards.contradiction.check.columns import of_cells, of_statements
from guards.contradiction.check.cues import cues_of
from guards.contradiction.check.solver import Solver, explain
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.text.words import tokens_of

_CHANCE_MIN = 1e-6
_TOLD_MAX = 40
"""Values of the prose that are reckoned with."""
_REASONED_WITH = ("number", "count", "percent", "duration", "date")
"""Kinds that make values of another kind."""


def solver_of(context: Context) -> Solver:
    """Arithmetic over the cells of a context."""
    return Solver(of_cells(context.cells))


def explanation(folded: str, asked_text: str, bound: Bound, context: Context) -> tuple[float, float]:
    """How sure the explanation is, from 0 (none) to 6 (one accident in a million), and whether the sentence reckons."""
    claim, said = bound.claim.statement, bound.claim.said
    value, sentence = claim.value, said.sentence
    if value.kind in NO_NUMBERS:
        return 0.0, 0.0
    words = [
        word.stem
        for word in tokens_of(folded, sentence.start, sentence.end)
        if not (value.start <= word.start < value.end and word.stem.isdigit())
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
