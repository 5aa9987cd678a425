"""Whether arithmetic explains a claim that no fact states: the solver, asked with the facts that the claim is near.

What enters is a bound claim; what leaves is whether it is explained, and whether its sentence says that it reckons.
"""

from __future__ import annotations

from guards.contradiction.bind.bound import Bound
from guards.contradiction.context import Context
from guards.contradiction.prose import is_derived
from guards.contradiction.values.derived import has_cue


def explanation(folded: str, bound: Bound, context: Context) -> tuple[float, float]:
    """Whether the claim is explained, and whether its sentence reckons, each 0 or 1."""
    claim, sentence = bound.claim.statement, bound.claim.said.sentence
    cell = bound.differs.fact.cell if bound.differs is not None else None
    explained = is_derived(folded, sentence, claim.value, context, cell)
    return float(explained), float(has_cue(folded, sentence.start, sentence.end, claim.value))
