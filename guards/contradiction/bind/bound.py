"""Whether the context denies a claim: the fact it speaks of, by the binder, and how sure that is.

What enters are the claims of one sentence with their pairs; what leaves is one reading of each: the fact that agrees
best, the one that differs best, and the features of a decision between them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from guards.contradiction.bind.claims import Claim
from guards.contradiction.bind.facts import Facts
from guards.contradiction.bind.model import probability
from guards.contradiction.bind.pairs import FEATURES, Pair
from guards.contradiction.conflict import Compared
from guards.contradiction.values.value import Value

_PLACE = {name: number for number, name in enumerate(FEATURES)}
_OF_PAIR = tuple(name for name in FEATURES if name != "name_attribute")
_OF_SAME = (
    *("attribute_near", "attribute_said", "name", "name_spoken", "cover_near", "cover_said", "structured", "typed"),
    *("head", "foreign", "unsaid", "order", "attribute_reach", "name_reach", "taken"),
)
_KINDS = ("money", "percent", "date", "clock", "duration", "count", "number", "code", "text")
DECISION_FEATURES = (
    *("differs", "differs_p", "same", "same_p", "margin", "has_same", "verbatim", "asked", "rivals", "row_agrees"),
    *("row_bound", "hedged", "point", "small", "step", "near_words", "claims", "words", "distance", "sames", "pairs"),
    *("negated", "compared"),
    *("named", "strangers", "explained", "cued", "loosely", "digits", "elsewhere"),
    *(f"pair_{name}" for name in _OF_PAIR),
    *(f"same_{name}" for name in _OF_SAME),
    *(f"less_{name}" for name in _OF_SAME),
    *("same_row", "same_column"),
    *_KINDS,
)
_PAIR_PLACES = tuple((f"pair_{name}", _PLACE[name]) for name in _OF_PAIR)
_SAME_PLACES = tuple((f"same_{name}", f"less_{name}", _PLACE[name]) for name in _OF_SAME)
_NONE = -9.0
"""Log odds where no fact agrees."""
_SMALL = 12
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_ELSEWHERE_LINE = (
    "other another others usually typically generally average previous previously former formerly earlier ago next"
    " elsewhere historically"
)
_ELSEWHERE = frozenset(_ELSEWHERE_LINE.split())
"""Words by which a sentence leaves what the context is about."""

_NEGATION_LINE = "no not never none nor without neither cannot can't don't doesn't isn't aren't won't"
_NEGATIONS = frozenset(_NEGATION_LINE.split())


def _digits(value: Value) -> int:
    """How many digits a number is written to, padding zeros left out: what is long is hardly met by accident."""
    if math.isinf(value.low) or value.step <= 0 or not value.low:
        return 0
    return min(9, max(1, 1 + int(math.log10(max(1.0, abs(value.low) / value.step)) + 1e-9)))


@dataclass(slots=True, eq=False)
class Bound:
    """A claim with the facts that it may speak of."""

    claim: Claim
    pairs: list[Pair]
    differs: Pair | None = None
    same: Pair | None = None
    verdict: Compared | None = None
    """What was decided: nothing where no fact is spoken of."""

    @classmethod
    def of(cls, claim: Claim, pairs: list[Pair]) -> Bound:
        """With the best pair of each relation; the pairs have their scores. Of two alike it is the nearer value's, so
        that the order of passages says nothing."""
        bound, value = cls(claim, pairs), claim.statement.value
        for pair in pairs:
            if pair.relation == "same":
                if bound.same is None or _is_better(pair, bound.same, value):
                    bound.same = pair
            elif bound.differs is None or _is_better(pair, bound.differs, value):
                bound.differs = pair
        return bound


def _is_better(pair: Pair, other: Pair, value: Value) -> bool:
    if pair.score != other.score:
        return pair.score > other.score
    return _rank(pair.fact.value, value) < _rank(other.fact.value, value)


def _rank(known: Value, value: Value) -> tuple[float, float, str, str]:
    apart = abs(known.low - value.low) if known.low != value.low else 0.0  # both may be open below
    return apart, known.low, known.text, str(known.dates)


def features_of(
    bound: Bound, beside: Sequence[Bound], facts: Facts, folded: str, asked: str, reckoning: Sequence[float]
) -> list[float]:
    """The features of a decision on a claim that some fact differs from; `beside` are all claims of its sentence."""
    differs, same = bound.differs, bound.same
    assert differs is not None
    claim, said = bound.claim.statement, bound.claim.said
    value, theirs = claim.value, differs.fact.value
    agree = bind = 0
    for one in beside:
        if one is bound:
            continue
        bind += any(pair.fact.row == differs.fact.row and pair.score > 0 for pair in one.pairs)
        agree += any(
            pair.relation == "same" and pair.fact.row == differs.fact.row and pair.score > 0 for pair in one.pairs
        )
    open_ended = math.isinf(value.low) or math.isinf(theirs.low)
    size = max(abs(value.low), abs(theirs.low), 1e-9)
    numerals = _NUMERAL.findall(folded, value.start, value.end)
    best_same = same.score if same is not None else _NONE
    features = {
        "differs": differs.score,
        "differs_p": probability(differs.score),
        "same": best_same,
        "same_p": probability(best_same),
        "margin": max(-8.0, min(8.0, differs.score - best_same)),
        "has_same": float(same is not None),
        "verbatim": float(any(numeral in facts.numerals for numeral in numerals)),
        "asked": float(any(numeral in asked for numeral in numerals)),
        "rivals": math.log1p(
            sum(pair.relation == "differs" and pair.score > differs.score - 1 for pair in bound.pairs)
        ),
        "row_agrees": float(agree),
        "row_bound": float(bind),
        "hedged": float(value.hedged),
        "point": float(value.is_point),
        "small": float(not math.isinf(value.low) and value.low == int(value.low) and abs(value.low) <= _SMALL),
        "step": math.log10(value.step) if value.step > 0 else 0.0,
        "near_words": float(len(claim.near)),
        "claims": float(len(beside)),
        "words": float(len(said.words)),
        "distance": 3.0 if open_ended else min(3.0, abs(value.low - theirs.low) / size),
        "sames": math.log1p(sum(pair.relation == "same" for pair in bound.pairs)),
        "pairs": math.log1p(len(bound.pairs)),
        "negated": float(not _NEGATIONS.isdisjoint(said.sentence.said)),
        "compared": float(said.compared),
        "named": float(value.unit == "name"),
        "strangers": float(said.strangers),
        "explained": reckoning[0],
        "cued": reckoning[1],
        "loosely": reckoning[2],
        "digits": float(_digits(value)),
        "elsewhere": float(not _ELSEWHERE.isdisjoint(said.sentence.said)),
        "same_row": float(same is not None and same.fact.row == differs.fact.row),
        "same_column": float(same is not None and same.fact.column == differs.fact.column),
    }
    features |= {name: differs.features[place] for name, place in _PAIR_PLACES}
    for name, less, place in _SAME_PLACES:
        features[name] = same.features[place] if same is not None else -1.0
        features[less] = differs.features[place] - features[name]
    features |= {kind: float(value.kind == kind) for kind in _KINDS}
    return [features[name] for name in DECISION_FEATURES]
