"""The weights: a file written by hand evaluates as by hand, and the file of this release fits the features."""

from __future__ import annotations

import json
from importlib.resources import files
from math import exp
from typing import Any

import pytest

from guards.contradiction.bind.bound import DECISION_FEATURES
from guards.contradiction.bind.decide import BAR
from guards.contradiction.bind.model import Model, probability, shipped
from guards.contradiction.bind.pairs import FEATURES

BY_HAND: dict[str, Any] = {
    "binder": {"coefficients": [2.0, -1.0, 0.5], "intercept": 0.25, "products": [[0, 1, 4.0], [2, 2, -1.0]]},
    "decision": {
        "base": -0.5,
        "trees": [[0, 0.5, [1, 2.0, -1.0, 0.25], 2.0], [1, 1.0, 0.125, -0.125]],
        "levels": [-1.0, 0.0, 2.0],
        "confidences": [0.1, 0.6, 0.9],
    },
}
SHIPPED = json.loads(files("guards.contradiction.bind").joinpath("weights.json").read_text("utf-8"))


def test_the_binder_is_a_sum_of_features_and_of_products() -> None:
    model = Model(BY_HAND)
    assert model.binding([0.0, 0.0, 0.0]) == 0.25
    assert model.binding([1.0, 3.0, 2.0]) == 0.25 + 2.0 - 3.0 + 1.0 + 4.0 * 3.0 - 4.0


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        Model(BY_HAND).binding([1.0, 3.0])


@pytest.mark.parametrize(
    ("row", "level"),
    [
        ([0.5, 2.0], -0.5 - 1.0 - 0.125),  # at a threshold it goes left
        ([0.5, 2.5], -0.5 + 0.25 - 0.125),
        ([0.6, 1.0], -0.5 + 2.0 + 0.125),
    ],
)
def test_a_decision_is_a_sum_of_trees(row: list[float], level: float) -> None:
    assert Model(BY_HAND).decision(row) == level


@pytest.mark.parametrize(
    ("level", "confidence"), [(-9.0, 0.1), (-1.0, 0.1), (-0.1, 0.1), (0.0, 0.6), (1.9, 0.6), (2.0, 0.9), (50.0, 0.9)]
)
def test_a_confidence_is_that_of_the_level_below(level: float, confidence: float) -> None:
    assert Model(BY_HAND).confidence(level) == confidence


def test_a_probability_is_of_log_odds_whatever_their_size() -> None:
    assert probability(0.0) == 0.5
    assert probability(1.0) == 1 / (1 + exp(-1))
    assert 0 < probability(-1e9) < probability(1e9) < 1.0 + 1e-12


def test_the_shipped_binder_fits_the_features() -> None:
    binder = SHIPPED["binder"]
    assert len(binder["coefficients"]) == len(FEATURES)
    assert all(0 <= place < len(FEATURES) for one, two, _ in binder["products"] for place in (one, two))


def test_the_shipped_trees_ask_for_features_that_there_are() -> None:
    def features(node: Any) -> list[int]:
        return [] if isinstance(node, float) else [node[0], *features(node[2]), *features(node[3])]

    asked = [place for tree in SHIPPED["decision"]["trees"] for place in features(tree)]
    assert asked
    assert all(isinstance(place, int) and 0 <= place < len(DECISION_FEATURES) for place in asked)


def test_a_shipped_confidence_never_falls_and_some_reach_the_bar() -> None:
    levels, confidences = SHIPPED["decision"]["levels"], SHIPPED["decision"]["confidences"]
    assert len(levels) == len(confidences)
    assert levels == sorted(levels)
    assert confidences == sorted(confidences)
    assert 0 <= confidences[0] < BAR <= confidences[-1] <= 1


def test_the_names_of_features_are_their_own() -> None:
    assert len(set(FEATURES)) == len(FEATURES)
    assert len(set(DECISION_FEATURES)) == len(DECISION_FEATURES)


def test_the_weights_are_read_once() -> None:
    assert shipped() is shipped()
