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
from math import exp, inf
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
        # All of one depth, so that a step needs no look at what it stands on.
        depth = max(map(_depth, decision["trees"]), default=0)
        self._trees = [_filled(tree, depth) for tree in decision["trees"]]
        self._steps = range(depth)
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
        steps = self._steps
        for tree in self._trees:
            node: Any = tree
            for _ in steps:
                feature, bound, low, high = node
                node = low if features[feature] <= bound else high
            total += node
        return total

    def confidence(self, level: float) -> float:
        """How often a claim of these log odds was denied where the source was held out (isotonic regression)."""
        place = bisect_right(self._levels, level) - 1
        return self._confidences[max(0, place)]

    def level(self, confidence: float) -> float:
        """The least log odds that are so sure."""
        place = next((n for n, one in enumerate(self._confidences) if one >= confidence), None)
        if place is None:
            return inf
        return self._levels[place] if place else -inf


def _depth(node: Any) -> int:
    return 1 + max(_depth(node[2]), _depth(node[3])) if isinstance(node, list) else 0


def _filled(node: Any, depth: int) -> Any:
    """A tree with every leaf at a depth: a leaf above goes both ways."""
    if depth == 0:
        return node
    feature, bound, low, high = node if isinstance(node, list) else (0, 0.0, node, node)
    return feature, bound, _filled(low, depth - 1), _filled(high, depth - 1)


def probability(level: float) -> float:
    """Of log odds."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, level))))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The weights of this release."""
    return Model(json.loads(files("guards.contradiction.bind").joinpath("weights.json").read_text("utf-8")))
