"""Decides on the claims of a sentence: no fact is spoken of, one agrees, or one differs and nothing explains it.

What enters are claims and the context; what leaves are the claims with a verdict each. A conflict carries the
confidence that calibration gave it; below the bar it is not one.
"""

from __future__ import annotations

from collections.abc import Sequence

from guards.contradiction.bind.bound import Bound, features_of
from guards.contradiction.bind.claims import Claim
from guards.contradiction.bind.explain import Reckoning, reckoning
from guards.contradiction.bind.facts import Fact
from guards.contradiction.bind.model import Model, shipped
from guards.contradiction.bind.pairs import FEATURES, Pair, pairs_of, settle
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict, rule_for
from guards.contradiction.context import Context
from guards.contradiction.values.value import Value

BAR = 0.5
"""Confidence from which a conflict is reported: what right answers bear, where their source was held out."""
_SAID, _NAME, _COVER = (FEATURES.index(name) for name in ("attribute_said", "name", "cover_near"))
_HALF = 0.5


class Decider:
    """Judges claims against one context."""

    def __init__(self, context: Context, asked: str = "", model: Model | None = None, bar: float = BAR) -> None:
        self._context = context
        self._facts = context.facts
        self._asked = asked
        self._model = model or shipped()
        self._bar = bar
        self._least = self._model.level(bar)

    def decide(self, folded: str, claims: Sequence[Claim]) -> list[Bound]:
        """The claims of one sentence, each with its verdict."""
        if not claims:
            return []
        paired = [pairs_of(one.statement, one.said, self._facts) for one in claims]
        settle(paired)
        for pairs in paired:
            for pair in pairs:
                pair.score = self._model.binding(pair.features)
        bound = [Bound.of(claim, pairs) for claim, pairs in zip(claims, paired, strict=True)]
        for one in bound:
            one.verdict = self._verdict(folded, one, bound)
        return bound

    def _verdict(self, folded: str, bound: Bound, beside: Sequence[Bound]) -> Compared | None:
        differs, same = bound.differs, bound.same
        if differs is not None:
            confidence = self._confidence(folded, bound, beside)
            if confidence >= self._bar:
                return Compared(_conflict(bound.claim.statement.value, differs.fact, confidence), differs.fact.cell)
        best = same if differs is None or (same is not None and same.score >= differs.score) else differs
        if best is not None and best is same and _is_met(best):
            return SUPPORTED
        return None

    def _confidence(self, folded: str, bound: Bound, beside: Sequence[Bound]) -> float:
        model, facts = self._model, self._facts
        level = model.decision(features_of(bound, beside, facts, folded, self._asked, Reckoning()))
        if level < self._least:
            return 0.0  # arithmetic can only lower it
        said = reckoning(self._asked, bound, beside, self._context)
        if any(said):
            level = model.decision(features_of(bound, beside, facts, folded, self._asked, said))
        return model.confidence(level)


def _is_met(pair: Pair) -> bool:
    """Whether a claim and a fact share enough to be about the same thing."""
    features = pair.features
    return features[_SAID] > 0 or features[_NAME] >= _HALF or features[_COVER] >= _HALF


def _conflict(value: Value, fact: Fact, confidence: float) -> Conflict:
    place = value.start, value.end, fact.passage, fact.start, fact.end
    return Conflict(rule_for(value.kind), *place, structured=fact.structured, confidence=round(confidence, 3))
