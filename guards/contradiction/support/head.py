"""The head of the support score: features to a probability, by a small network read from one file.

What enters is a matrix of features; what leaves is, per row, how probable it is that the context supports the
sentence. The file is JSON, written by `training.support.fit`; its card is `CARD.md`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from guards.contradiction.support.features import NAMES
from guards.contradiction.support.nearest import Floats
from schemas.errors import InvariantError

FILE = "support.model"


@dataclass(frozen=True, slots=True)
class Head:
    """Layers of weights, several networks side by side whose answers are averaged."""

    rarity: Mapping[str, int]
    """By stem, for `WordCodes`."""
    middle: Floats
    spread: Floats
    hidden: Floats
    """Features by units."""
    hidden_bias: Floats
    out: Floats
    """Units by networks."""
    out_bias: Floats

    def probabilities(self, features: Floats) -> Floats:
        """By row, from 0 to 1."""
        scaled = (features - self.middle) / self.spread
        logits = np.maximum(scaled @ self.hidden + self.hidden_bias, 0.0) @ self.out + self.out_bias
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits.mean(1), -30.0, 30.0))))


@lru_cache(maxsize=1)
def shipped() -> Head:
    """The head that comes with Tidegate."""
    return read_head((files("guards.contradiction.support") / FILE).read_text("utf-8"))


def read_head(text: str) -> Head:
    """A head from its file. Raises InvariantError where it was made for other features."""
    said = json.loads(text)
    if tuple(said["features"]) != NAMES:
        raise InvariantError("the model of the support score was made for other features; train it again")
    rarity = {word: level for level, words in enumerate(said["rarity"]) for word in words.split()}
    arrays = {
        name: np.array(said[name], np.float64)
        for name in ("middle", "spread", "hidden", "hidden_bias", "out", "out_bias")
    }
    return Head(rarity, **arrays)
