"""Logistic scores of named features: the one kind of model here.

What enters are features that hold, by name, with their values; what leaves are log odds. A feature that a model does
not know says nothing, so that features may be added before a model is fitted to them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

Features = Mapping[str, float]


def log_odds(weights: Mapping[str, float], features: Features) -> float:
    """The sum of what holds, each by its weight.

    >>> log_odds({"": -1.0, "plus": 2.0}, {"plus": 1.0, "never heard of": 5.0})
    1.0
    """
    total = weights.get("", 0.0)
    for name, value in features.items():
        total += weights.get(name, 0.0) * value
    return total


def probability(level: float) -> float:
    """Of log odds.

    >>> probability(0.0)
    0.5
    """
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, level))))


@cache
def shipped() -> Mapping[str, Any]:
    """The numbers of this release."""
    weights: Mapping[str, Any] = json.loads(files("guards.pii.register").joinpath("weights.json").read_text("utf-8"))
    return weights
