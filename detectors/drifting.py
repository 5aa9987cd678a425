"""How a facet varies while nothing has shifted: its baseline windows enter, forecasts of later ones leave.

A window's value is a level, an effect of the hour of day and of the weekday, a slow variation that remembers
itself (AR(1)), a quick one that does not, and the error of counting a sample, which is known. How much of each there
is cannot be known from a few hundred windows, so a handful of models that the baseline does not contradict forecast
together, each weighted by how well it told the baseline. The level is estimated along, with its uncertainty.

References:
    Harvey: Forecasting, Structural Time Series Models and the Kalman Filter, 1989.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MODELS = 5
"""Kept per facet."""

_RHOS = (0.5, 0.8, 0.9, 0.95, 0.98)
_MULTIPLES = (0.15, 0.3, 0.6, 1.2, 2.4, 4.8)
_QUICK = (0.0, 0.1, 0.25, 0.5)
"""Multiples of the variance that counting error leaves unexplained: of the slow variation, and of the quick one."""

_TEMPER = 0.7
"""Power of the likelihood. The true noise is none of the models, so none should be trusted as if it were."""
_PARAMETERS = ("rho", "slow", "quick", "weight")
_STATE = ("x", "level", "xx", "xl", "ll")

LEAST_VARIANCE = 1e-6
"""Of a forecast: what never moved at all may move by a thousandth."""

_CLIP = 4.0
"""Standard deviations. A surprise beyond moves level and variation no further."""


@dataclass(slots=True)
class Models:
    """Arrays of shape (facets, models); the filter's state and its parameters.

    Cannot see · cycles other than the day's and the week's, which are taken off before; jumps and heavy tails, for
    which `detectors.caution` widens the forecasts.

    Example:
        >>> values = np.tile([[0.1], [-0.1]], (50, 1))  # centred, of one facet
        >>> models = fit(values, noise=np.full((100, 1), 0.01), seen=np.ones((100, 1), bool))
        >>> mean, variance = models.forecast(noise=np.array([0.01]))
        >>> middle, spread, lasting = models.together(mean, variance)
        >>> round(float(spread[0]), 1), round(float(lasting[0]), 1)
        (0.1, 1.0)

    References:
        Harvey: Forecasting, Structural Time Series Models and the Kalman Filter, 1989.
    """

    rho: Floats
    slow: Floats
    """Variance of the variation that remembers itself."""
    quick: Floats
    weight: Floats
    x: Floats = field(init=False)
    level: Floats = field(init=False)
    xx: Floats = field(init=False)
    xl: Floats = field(init=False)
    ll: Floats = field(init=False)

    def start(self, variance: Floats) -> None:
        """Nothing is known of the level but that it is not beyond a few of these variances."""
        self.x, self.level, self.xl = (np.zeros_like(self.rho) for _ in range(3))
        self.xx = self.slow.copy()
        self.ll = np.broadcast_to(25 * variance[:, None], self.rho.shape).copy()

    def forecast(self, noise: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of the next value by each model; `noise` is the variance of its counting error."""
        self.x = self.rho * self.x
        self.xx = self.rho**2 * self.xx + self.slow * (1 - self.rho**2)
        self.xl = self.rho * self.xl
        return self.x + self.level, self.xx + 2 * self.xl + self.ll + self.quick + noise[:, None]

    def learn(self, error: Floats, variance: Floats, seen: Floats) -> None:
        """Moves by what the forecast missed; not at all where `seen` is 0."""
        spread = np.sqrt(variance)
        error = np.clip(error, -_CLIP * spread, _CLIP * spread)
        gain_x = seen * (self.xx + self.xl) / variance
        gain_l = seen * (self.xl + self.ll) / variance
        self.x = self.x + gain_x * error
        self.level = self.level + gain_l * error
        self.xx = self.xx - gain_x**2 * variance
        self.xl = self.xl - gain_x * gain_l * variance
        self.ll = self.ll - gain_l**2 * variance

    def lasting(self, variance: Floats) -> Floats:
        """The part of a lasting shift that still surprises after the slow variation took its part, 0 to 1."""
        gain = (self.xx + self.xl) / variance
        return 1 / (1 + self.rho * gain / np.maximum(1 - self.rho, 1e-3))

    def together(self, mean: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
        """Of all models by weight: mean and standard deviation of the next value, and what lasts of a shift."""
        middle = (self.weight * mean).sum(1)
        spread = np.sqrt(np.maximum((self.weight * (variance + mean**2)).sum(1) - middle**2, LEAST_VARIANCE))
        return middle, spread, (self.weight * self.lasting(variance)).sum(1)

    def remembered(self, noise: Floats) -> Floats:
        """The part of the variance that is slow variation, 0 to 1; `noise` is the usual counting error."""
        slow = np.where(self.rho > 0, self.slow, 0.0)
        found: Floats = (self.weight * slow / (self.slow + self.quick + noise[:, None])).sum(1)
        return found

    def state(self) -> dict[str, NDArray[np.float32]]:
        """The filter's state, as it is kept; what is kept is what the next window starts from."""
        kept = {name: np.asarray(getattr(self, name), dtype=np.float32) for name in _STATE}
        self.restore(kept)
        return kept

    def restore(self, kept: Mapping[str, NDArray[np.float32]]) -> None:
        """The inverse of `state`."""
        for name in _STATE:
            setattr(self, name, kept[name].astype(np.float64))

    def parameters(self) -> dict[str, NDArray[np.float32]]:
        """What was fitted, as it is kept."""
        return {name: np.asarray(getattr(self, name), dtype=np.float32) for name in _PARAMETERS}

    @classmethod
    def of(cls, parameters: Mapping[str, NDArray[np.float32]]) -> Models:
        """The inverse of `parameters`; the state is set by `restore`."""
        return cls(*(parameters[name].astype(np.float64) for name in _PARAMETERS))

    def pick(self, chosen: NDArray[np.intp]) -> Models:
        """Of each facet the chosen models."""
        taken = [np.take_along_axis(a, chosen, axis=1) for a in (getattr(self, name) for name in _PARAMETERS)]
        picked = Models(*taken)
        for name in _STATE:
            setattr(picked, name, np.take_along_axis(getattr(self, name), chosen, axis=1))
        picked.weight = picked.weight / picked.weight.sum(axis=1, keepdims=True)
        return picked


def fit(values: Floats, noise: Floats, seen: NDArray[np.bool_]) -> Models:
    """Models of facets from their baseline windows, all of shape (windows, facets); values are centred."""
    weight = seen.astype(np.float64)
    n = np.maximum(weight.sum(0), 1)
    total = np.maximum((weight * values**2).sum(0) / n, 1e-12)
    counting = (weight * noise).sum(0) / n
    models = _grid(np.maximum(total - counting, 0.05 * counting))
    models.start(total + counting)
    score = np.zeros_like(models.rho)
    for t in range(len(values)):
        mean, variance = models.forecast(noise[t])
        error = values[t][:, None] - mean
        z2 = np.minimum(error**2 / variance, _CLIP**2)
        score -= weight[t][:, None] * (np.log(variance) + z2) / 2
        models.learn(error, variance, weight[t][:, None])
    models.weight = np.exp(_TEMPER * (score - score.max(axis=1, keepdims=True)))
    models.weight /= models.weight.sum(axis=1, keepdims=True)
    return models.pick(np.argsort(-models.weight, axis=1, kind="stable")[:, :MODELS])


def replay(
    models: Models, values: Floats, noise: Floats, seen: NDArray[np.bool_], total: Floats
) -> tuple[Floats, Floats]:
    """The baseline again, forecast by the models that were kept: surprises, and how much of a shift lasts in each
    per standard deviation, both of shape (windows, facets). The models end in the state after its last window.
    """
    models.start(total)
    surprises, lasting = np.zeros_like(values), np.zeros_like(values)
    for t in range(len(values)):
        mean, variance = models.forecast(noise[t])
        middle, spread, lasts = models.together(mean, variance)
        surprises[t] = np.where(seen[t], (values[t] - middle) / spread, 0.0)
        lasting[t] = lasts / spread
        models.learn(values[t][:, None] - mean, variance, seen[t].astype(np.float64)[:, None])
    return surprises, lasting


def _grid(extra: Floats) -> Models:
    points = [(0.0, 0.0, quick) for quick in (0.0, *_MULTIPLES)]
    points += [(rho, slow, quick) for rho in _RHOS for slow in _MULTIPLES for quick in _QUICK]
    rho, slow, quick = (np.array(column) for column in zip(*points, strict=True))
    shape = np.ones((len(extra), 1))
    return Models(shape * rho, extra[:, None] * slow, extra[:, None] * quick, shape * np.ones_like(rho))
