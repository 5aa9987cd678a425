"""Fits small networks with one hidden layer by Adam (Kingma and Ba, 2015), in numpy, with weights by row.

What enters are features, labels and weights; what leaves are arrays for `guards.contradiction.support.head.Head`. Every draw is
seeded and there is one thread: the same rows give the same arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


SPREAD = 1.6
"""Standard deviation of the logits over the training rows: nine scores in ten then lie between 0.07 and 0.93."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fit. `dropout` is the share of features blanked per row and step: no single one may decide alone."""

    units: int = 32
    networks: int = 4
    epochs: int = 24
    batch: int = 512
    rate: float = 4e-3
    decay: float = 2e-4
    dropout: float = 0.15


def fit(features: Floats, labels: Floats, weights: Floats, plan: Plan, seed: int = 0) -> dict[str, Floats]:
    """The arrays of a head: several networks side by side."""
    middle, spread = features.mean(0), np.maximum(features.std(0), 0.05)
    scaled = np.clip((features - middle) / spread, -8, 8)
    share = weights / weights.mean()
    fitted = [
        _one(scaled, labels, share, plan, np.random.default_rng(seed + number)) for number in range(plan.networks)
    ]
    out = np.zeros((plan.units * plan.networks, plan.networks))
    for number, (_, _, tail, _) in enumerate(fitted):
        out[number * plan.units : (number + 1) * plan.units, number] = tail
    # Sums of networks run to certainties of 1e-13, and rounded scores would all be 0 or 1: they are spread, in order.
    logits = (
        np.maximum(
            scaled @ np.concatenate([one[0] for one in fitted], 1) + np.concatenate([one[1] for one in fitted]), 0
        )
        @ out
    )
    spreading = SPREAD / max(float((logits.mean(1) + np.mean([one[3] for one in fitted])).std()), 1e-9)
    return {
        "middle": middle,
        "spread": spread,
        "hidden": np.concatenate([one[0] for one in fitted], 1),
        "hidden_bias": np.concatenate([one[1] for one in fitted]),
        "out": out * spreading,
        "out_bias": np.array([one[3] for one in fitted]) * spreading,
    }


def _one(
    x: Floats, y: Floats, w: Floats, plan: Plan, draw: np.random.Generator
) -> tuple[Floats, Floats, Floats, float]:
    arrays = [
        draw.normal(0, np.sqrt(2 / x.shape[1]), (x.shape[1], plan.units)),
        np.zeros(plan.units),
        draw.normal(0, np.sqrt(2 / plan.units), plan.units),
        np.zeros(1),
    ]
    first, second = [np.zeros_like(one) for one in arrays], [np.zeros_like(one) for one in arrays]
    steps, total = 0, plan.epochs * -(-len(x) // plan.batch)
    for _ in range(plan.epochs):
        order = draw.permutation(len(x))
        for begin in range(0, len(x), plan.batch):
            rows = order[begin : begin + plan.batch]
            kept = draw.random((len(rows), x.shape[1])) >= plan.dropout
            slopes = _slopes(arrays, x[rows] * kept, y[rows], w[rows])
            steps += 1
            rate = plan.rate * 0.5 * (1 + np.cos(np.pi * steps / total))
            for number, slope in enumerate(slopes):
                first[number] += 0.1 * (slope - first[number])
                second[number] += 0.001 * (slope**2 - second[number])
                fixed = np.sqrt(second[number] / (1 - 0.999**steps)) + 1e-8
                arrays[number] -= rate * (first[number] / (1 - 0.9**steps) / fixed + plan.decay * arrays[number])
    hidden, bias, tail, shift = arrays
    return hidden, bias, tail, float(shift[0])


def _slopes(arrays: list[Floats], x: Floats, y: Floats, w: Floats) -> list[Floats]:
    hidden, bias, tail, shift = arrays
    inner = np.maximum(x @ hidden + bias, 0)
    error = (1 / (1 + np.exp(-np.clip(inner @ tail + shift, -30, 30))) - y) * w / len(y)
    back = np.outer(error, tail) * (inner > 0)
    return [x.T @ back, back.sum(0), inner.T @ error, np.array([error.sum()])]
