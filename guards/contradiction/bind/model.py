"""The learnt weights: a logistic score that binds, boosted trees that decide, and the calibration of what they say.

What enters are feature rows; what leaves are log odds and a confidence from 0 to 1. The file of weights is made by
`training.binding.fit`; its card says of what.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any


class Model:
    """Evaluates the weights of one file."""

    def __init__(self, weights: dict[str, Any]) -> None:
        binder = weights["binder"]
        self._coefficients: list[float] = binder["coefficients"]
        self._intercept: float = binder["intercept"]
        self._products: list[tuple[int, int, float]] = [tuple(one) for one in binder["products"]]
        decision = weights["decision"]
        self._base: float = decision["base"]
        self._trees: list[list[Any]] = decision["trees"]
        self._levels: list[float] = decision["levels"]
        self._confidences: list[float] = decision["confidences"]

    def binding(self, features: Sequence[float]) -> float:
        """Log odds that a claim speaks of a fact, of the features of their pair."""
        total = self._intercept
        for coefficient, feature in zip(self._coefficients, features, strict=True):
            if feature:
                total += coefficient * feature
        for one, two, coefficient in self._products:
            total += coefficient * features[one] * features[two]
        return total

    def decision(self, features: Sequence[float]) -> float:
        """Log odds that a claim is denied (Friedman 2001, gradient boosting: a sum of small trees)."""
        total = self._base
        for tree in self._trees:
            node: Any = tree
            while isinstance(node, list):
                node = node[2] if features[node[0]] <= node[1] else node[3]
            total += node
        return total

    def confidence(self, level: float) -> float:
        """How often a claim of these log odds was denied where the source was held out (isotonic regression)."""
        place = bisect_right(self._levels, level) - 1
        return self._confidences[max(0, place)]


def probability(level: float) -> float:
    """Of log odds."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, level))))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The weights of this release."""
    return Model(json.loads(files("guards.contradiction.bind").joinpath("weights.json").read_text("utf-8")))
