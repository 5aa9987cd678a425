"""A claim beside each fact: which row is named, how near its attribute stands, what another claim has taken."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.bind.pairs import FEATURES, Pair
from tests.guards.contradiction.bind.speech import PLANS, context_of, feature, pairs_by_claim, quoted


def by_fact(answer: str, context: Any, asked: str = "", claim: int = 0) -> dict[str, Pair]:
    """The pairs of one claim of a sentence, by the fact as it stands."""
    known = context_of(context)
    return {quoted(one.fact, context): one for one in pairs_by_claim(answer, known, asked)[claim]}


def test_a_pair_has_every_feature_and_what_is_apart_is_none() -> None:
    pairs = by_fact("The Summit price is $45.", PLANS)
    assert {quote: pair.relation for quote, pair in pairs.items()} == {"$45": "same", "$30": "differs", "9": "differs"}
    assert all(len(pair.features) == len(FEATURES) for pair in pairs.values())


def test_the_name_of_its_row_is_ahead() -> None:
    pairs = by_fact("The Summit price is $30.", PLANS)
    mine, other = pairs["$45"], pairs["$30"]
    assert (feature(mine, "name"), feature(other, "name")) == (1.0, 0.0)
    assert (feature(mine, "name_full"), feature(other, "name_full")) == (1.0, 0.0)
    assert feature(mine, "name_lead") > 0 > feature(other, "name_lead")
    assert feature(mine, "named_elsewhere") == 0.0 < feature(other, "named_elsewhere")
    assert feature(mine, "name_gap") == 0.0 < feature(other, "name_gap")


def test_the_attribute_that_is_said_is_ahead_within_the_row() -> None:
    pairs = by_fact("The Summit price is $30.", PLANS)
    price, seats = pairs["$45"], pairs["9"]
    assert (feature(price, "attribute_near"), feature(seats, "attribute_near")) == (1.0, 0.0)
    assert feature(price, "attribute_lead") > 0 > feature(seats, "attribute_lead")
    assert feature(price, "attribute_gap") == 0.0 < feature(seats, "attribute_gap")


def test_an_attribute_reaches_as_far_as_it_stands_from_the_value() -> None:
    near = by_fact("In this fine old town the rent is $30.", {"rent": "$45"})["$45"]
    far = by_fact("The rent in this fine old quiet town is $30.", {"rent": "$45"})["$45"]
    assert feature(near, "attribute_reach") > feature(far, "attribute_reach") > 0
    assert feature(near, "attribute_near") == feature(far, "attribute_near") == 1.0


def test_of_two_in_a_sentence_each_name_reaches_its_own() -> None:
    pairs = [by_fact("Harbor is $30, and with a fine view Summit is $45.", PLANS, claim=claim) for claim in (0, 1)]
    assert feature(pairs[0]["$30"], "name_reach") > feature(pairs[0]["$45"], "name_reach")
    assert feature(pairs[1]["$45"], "name_reach") > feature(pairs[1]["$30"], "name_reach")


def test_a_fact_that_another_claim_says_is_taken() -> None:
    first, second = (
        by_fact("The Harbor price is $30 and the Summit price is $30.", PLANS, claim=one) for one in (0, 1)
    )
    assert feature(second["$30"], "taken") == 1.0  # the first says it too
    assert feature(second["$45"], "taken") == 0.0
    (alone,) = pairs_by_claim("The Summit price is $30.", context_of(PLANS))
    assert {feature(one, "taken") for one in alone} == {0.0}
    assert first["$45"].relation == "differs"


def test_what_was_asked_counts_apart_from_what_is_said() -> None:
    towers = [{"tower": "Harbor", "height": 30}, {"tower": "Summit", "height": 45}]
    asked = by_fact("It is 30.", towers, "What is the height of the Summit tower?")["45"]
    assert (feature(asked, "attribute_said"), feature(asked, "attribute_asked")) == (0.0, 1.0)
    assert (feature(asked, "name"), feature(asked, "name_spoken")) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("context", "answer", "name", "expected"),
    [
        ({"price": 45}, "The price is $30.", "bare", 1.0),
        ({"price": "$45"}, "The price is $30.", "bare", 0.0),
        ({"price": "$45"}, "The price is $30.", "typed", 1.0),
        ({"price": "$45"}, "The price is $30.", "structured", 1.0),
        ("The price is $45.", "The price is $30.", "structured", 0.0),
        ({"rent": "$45"}, "The rent is $30.", "head", 1.0),
        ({"rent": "$45"}, "The rent is $30.", "adjoined", 1.0),
        ({"rent": "$45"}, "The rent of whales is $30.", "head", 0.0),
        ({"price": "$45"}, "The price is $30.", "unit", 1.0),
        ({"walk": "2 hours"}, "The walk takes 30 minutes.", "unit", 0.0),
        ({"price": "$45"}, "The price is $30.", "no_name", 1.0),
        (PLANS[1], "The Summit price is $30.", "no_name", 0.0),
        ("The shop opens at 9:00 and shuts at 17:00.", "It opens at 9:00 and shuts at 18:00.", "order", 1.0),
    ],
)
def test_features_of_small_cases(context: Any, answer: str, name: str, expected: float) -> None:
    known = context_of(context)
    pair = pairs_by_claim(answer, known)[-1][-1 if name == "order" else 0]
    assert feature(pair, name) == expected


def test_a_stated_limit_is_met_by_its_key() -> None:
    assert by_fact("The maximum order is 120.", {"max_order": 500})["500"].relation == "differs"
    assert by_fact("An order of 120 is fine.", {"max_order": 500})["500"].relation == "same"


def test_words_that_the_fact_lacks_are_foreign_where_the_context_knows_them() -> None:
    context = {"rent": "$45", "garage": "$12"}
    foreign = by_fact("The rent of the garage is $30.", context)["$45"]
    unknown = by_fact("The rent of the castle is $30.", context)["$45"]
    assert feature(foreign, "foreign") > 0 == feature(foreign, "unknown")
    assert feature(unknown, "unknown") > 0 == feature(unknown, "foreign")
