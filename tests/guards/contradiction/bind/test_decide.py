"""What is decided of a claim: a clear conflict, an agreement, a sum that explains it, a value of another row."""

from __future__ import annotations

import math
from typing import Any

import pytest

from guards.contradiction.bind.bound import DECISION_FEATURES, Bound, features_of
from guards.contradiction.bind.decide import BAR, Decider
from guards.contradiction.bind.explain import reckoning
from guards.contradiction.bind.model import Model
from guards.contradiction.bind.pairs import FEATURES
from guards.contradiction.text.words import fold
from tests.guards.contradiction.bind.speech import PLANS, bound_of, claims_of, context_of, quoted

COSTS = "Rent is $900 and utilities are $150 per month."


def _weights() -> dict[str, Any]:
    """Weights by hand: a fact is meant by its name and its attribute, and denies where it is meant well before one that
    agrees and nothing explains the claim. What is learnt may be cleverer, and is tested by tables."""
    place = {name: number for number, name in enumerate(DECISION_FEATURES)}
    meant = {"name": 4.0, "attribute_said": 2.0}
    tree = [place["differs"], 0.0, -5.0, [place["margin"], 1.0, -5.0, [place["explained"], 0.0, 5.0, -5.0]]]
    return {
        "binder": {"coefficients": [meant.get(one, 0.0) for one in FEATURES], "intercept": -3.0, "products": []},
        "decision": {"base": 0.0, "trees": [tree], "levels": [-5.0, 0.0], "confidences": [0.0, 0.97]},
    }


ROWS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    # a clear conflict, also with the value of another row
    (PLANS, "The Summit price is $60.", [("$60", "$45")]),
    (PLANS, "The Summit price is $30.", [("$30", "$45")]),
    (PLANS, "The Harbor price is $30.", []),
    (PLANS, "The Summit seats are 4.", [("4", "9")]),
    # of another row, or of nothing that the context holds
    (PLANS, "The Quill price is $12.", []),
    # what arithmetic explains
    (PLANS, "The total price of Harbor and Summit is $75.", []),
    (PLANS, "The total price of Harbor and Summit is $76.", [("$76", "$45")]),
]


@pytest.mark.parametrize(("context", "answer", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_what_is_decided(context: Any, answer: str, expected: list[tuple[str, str]]) -> None:
    known = context_of(context)
    claims = [one for one in claims_of(answer, known) if one.statement.value.kind != "text"]
    verdicts = [one.verdict for one in Decider(known, model=Model(_weights())).decide(fold(answer), claims)]
    conflicts = [one.conflict for one in verdicts if one is not None and one.conflict is not None]
    facts = {one.start: quoted(one, context) for one in known.facts.all}
    assert [(answer[one.start : one.end], facts[one.other_start]) for one in conflicts] == expected
    assert all((one.confidence, one.structured, one.rule) == (0.97, True, "number_conflict") for one in conflicts)


def test_the_shipped_weights_find_a_clear_conflict() -> None:
    (bound, *_) = bound_of("The Summit price is $60.", context_of(PLANS))
    assert bound.verdict is not None
    assert bound.verdict.conflict is not None
    assert bound.verdict.conflict.confidence >= BAR


def test_a_claim_near_no_fact_is_not_compared_and_one_that_agrees_is_supported() -> None:
    (unmet,) = bound_of("The Quill plan costs $12.", context_of(PLANS))
    assert unmet.verdict is None
    agrees, *_ = bound_of("The Summit price is $45.", context_of(PLANS))
    assert agrees.verdict is not None
    assert agrees.verdict.conflict is None


def test_above_a_bar_nothing_is_held_against_an_answer() -> None:
    context = context_of(PLANS)
    claims = claims_of("The Summit price is $60.", context)
    bound, *_ = Decider(context, bar=1.1).decide(fold("The Summit price is $60."), claims)
    assert bound.differs is not None
    assert bound.verdict is None


def _decided(answer: str, context: Any) -> tuple[Bound, list[Bound], dict[str, float]]:
    known = context_of(context)
    beside = bound_of(answer, known)
    bound = next(one for one in beside if one.differs is not None)
    row = features_of(bound, beside, known.facts, fold(answer), "", reckoning("", bound, beside, known))
    return bound, beside, dict(zip(DECISION_FEATURES, row, strict=True))


def test_the_features_of_a_decision() -> None:
    _, beside, row = _decided("The Summit price is $60.", PLANS)
    assert row["differs"] > row["same"] == -9.0
    assert (row["has_same"], row["margin"], row["money"], row["percent"]) == (0.0, 8.0, 1.0, 0.0)
    assert (row["claims"], row["verbatim"], row["hedged"], row["point"]) == (len(beside), 0.0, 0.0, 1.0)
    assert math.isclose(row["distance"], 0.25)
    assert (row["explained"], row["cued"], row["negated"], row["compared"]) == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("answer", "name", "expected"),
    [
        ("The Summit price is $30.", "has_same", 1.0),
        ("The Summit price is $30.", "verbatim", 1.0),
        ("The Summit price is about $60.", "hedged", 1.0),
        ("The Summit price is 60 dollars cheaper.", "compared", 1.0),
        ("The usual Summit price elsewhere is $60.", "elsewhere", 1.0),
        ("The total price of Harbor and Summit is $75.", "cued", 1.0),
        ("The Summit price in Oslo is $60.", "strangers", 1.0),
    ],
)
def test_what_speaks_for_and_against(answer: str, name: str, expected: float) -> None:
    assert _decided(answer, PLANS)[2][name] == expected


def test_what_else_is_said_of_the_row_speaks_for_it() -> None:
    agrees = _decided("The Summit price is $60 for 9 seats.", PLANS)[2]["row_agrees"]
    assert agrees > _decided("The Summit price is $60 for 8 seats.", PLANS)[2]["row_agrees"]


def test_a_sum_is_explained_and_an_accident_is_not() -> None:
    assert _decided("The total of rent and utilities is $1,050.", COSTS)[2]["explained"] > 0
    assert _decided("The total of rent and utilities is $1,150.", COSTS)[2]["explained"] == 0.0


def test_of_two_facts_alike_the_nearer_value_is_meant_in_either_order() -> None:
    one, two, answer = "The fee is $20.", "The fee is $40.", "The fee is $50."
    for texts in ((one, two), (two, one)):
        (bound,) = bound_of(answer, context_of(*texts))
        assert bound.differs is not None
        assert bound.differs.fact.value.low == 40.0
