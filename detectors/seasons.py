"""Hours of the day and days of the week: values of baseline windows enter, what each hour and weekday adds leaves.

Effects are shrunk by how much of them repeats from day to day and from week to week: where nothing repeats they are
zero. What stays uncertain of them is told as a variance, which the forecasts carry.

References:
    Efron, Morris: Stein's estimation rule and its competitors, JASA 1973 (shrinkage by between and within variance).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_HOUR_MS, _DAY_MS = 3_600_000, 86_400_000
_THURSDAY = 3
"""1970 began on one; Monday is 0."""


_DOUBT = 8.0
"""How clearly effects must repeat: a ratio of variances (F) of 4 where two weeks have shown each weekday twice, of 1.5
for hours. A level that wanders makes days differ too; taken for weekdays, it would be wrong all day long."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """Effects in UTC: `hours` of shape (24, facets), `weekdays` of shape (7, facets), and their variances.

    Cannot see · months and holidays; a time zone's change to summer; a weekday that was seen once.

    Example:
        >>> times_ms = np.arange(14 * 24) * 3_600_000
        >>> nights = np.array([hour_of(int(time)) < 6 for time in times_ms])[:, None]
        >>> seasons = fit_seasons(np.where(nights, -1.0, 1.0), np.ones_like(nights), times_ms)
        >>> [seasons.at(hour * 3_600_000)[0].tolist() for hour in (3, 12)]  # around the mean of all hours
        [[-1.5], [0.5]]

    References:
        Efron, Morris: Stein's estimation rule and its competitors, JASA 1973.
    """

    hours: Floats
    weekdays: Floats
    hours_variance: Floats
    weekdays_variance: Floats

    def at(self, time_ms: int) -> tuple[Floats, Floats]:
        """Effect and its variance at a time, per facet."""
        hour, day = hour_of(time_ms), weekday_of(time_ms)
        return self.hours[hour] + self.weekdays[day], self.hours_variance + self.weekdays_variance


def hour_of(time_ms: int) -> int:
    """Of the day, in UTC."""
    return time_ms % _DAY_MS // _HOUR_MS


def weekday_of(time_ms: int) -> int:
    """In UTC, Monday is 0."""
    return (time_ms // _DAY_MS + _THURSDAY) % 7


def fit_seasons(values: Floats, seen: NDArray[np.bool_], times_ms: NDArray[np.int64]) -> Seasons:
    """Effects of hour and weekday in values of shape (windows, facets)."""
    weight = seen.astype(np.float64)
    days = times_ms // _DAY_MS
    hours = times_ms % _DAY_MS // _HOUR_MS
    of_day = values - _means(values, weight, days - days.min())[days - days.min()]
    hour_effects, hour_variance = _effects(of_day, weight, hours, 24)
    rest = values - hour_effects[hours]
    day_means = _means(rest, weight, days - days.min())
    day_seen = _sums(weight, days - days.min()) > 0
    weekdays = (np.arange(len(day_means)) + days.min() + _THURSDAY) % 7
    day_effects, day_variance = _effects(day_means - day_means.mean(0), day_seen.astype(float), weekdays, 7)
    return Seasons(hour_effects, day_effects, hour_variance, day_variance)


def _effects(values: Floats, weight: Floats, slots: NDArray[np.int64], count: int) -> tuple[Floats, Floats]:
    """Shrunk means of slots, shape (count, facets), and the variance that is left in them."""
    seen = _padded(_sums(weight, slots), count)
    means = _padded(_sums(weight * values, slots), count) / np.maximum(seen, 1)
    repeats = seen.sum(0) / np.maximum((seen > 0).sum(0), 1)
    freedom = seen.sum(0) - (seen > 0).sum(0)
    within = (weight * (values - means[slots]) ** 2).sum(0) / np.maximum(freedom, 1)
    error = within / np.maximum(repeats, 1)
    between = (means**2).sum(0) / np.maximum((seen > 0).sum(0) - 1, 1) - error
    known = (freedom >= (seen > 0).sum(0)) & (between + error >= error * (1 + _DOUBT / np.sqrt(np.maximum(freedom, 1))))
    shrink = np.where(known, between / np.maximum(between + error, 1e-300), 0.0)
    return means * shrink, shrink * error


def _means(values: Floats, weight: Floats, slots: NDArray[np.int64]) -> Floats:
    return _sums(weight * values, slots) / np.maximum(_sums(weight, slots), 1)


def _sums(values: Floats, slots: NDArray[np.int64]) -> Floats:
    found = np.zeros((int(slots.max()) + 1, values.shape[1]))
    np.add.at(found, slots, values)
    return found


def _padded(values: Floats, count: int) -> Floats:
    return np.vstack([values, np.zeros((count - len(values), values.shape[1]))])
