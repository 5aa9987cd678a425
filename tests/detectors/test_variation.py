"""What is usual: hours, weekdays, slow variation and rare events are learnt, and chance is not mistaken for them."""

from __future__ import annotations

import numpy as np
import pytest

from detectors.bets import dense_gains
from detectors.caution import FACTORS, caution
from detectors.drifting import fit, replay
from detectors.rates import fit_rates
from detectors.seasons import fit_seasons, hour_of, weekday_of

HOURS = np.arange(336) * 3_600_000 + 1_767_571_200_000  # from Monday, 5 January 2026
SEEN = np.ones((336, 1), bool)


def column(values: np.ndarray) -> np.ndarray:
    return values[:, None] - values.mean()


def noise(seed: int, size: float = 0.05, count: int = 336) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, size, count)


def remembering(seed: int, rho: float, size: float, count: int) -> np.ndarray:
    e = noise(seed, size * np.sqrt(1 - rho**2), count)
    x = np.zeros(count)
    for t in range(1, count):
        x[t] = rho * x[t - 1] + e[t]
    return x


def test_calendar() -> None:
    assert (hour_of(int(HOURS[30])), weekday_of(int(HOURS[0])), weekday_of(int(HOURS[150]))) == (6, 0, 6)


@pytest.mark.parametrize("weekend", [0.0, -0.4])
def test_hours_and_weekdays_are_learnt(weekend: float) -> None:
    t = np.arange(336)
    cycle = 0.3 * np.sin(2 * np.pi * t / 24) + np.where(t // 24 % 7 >= 5, weekend, 0)
    seasons = fit_seasons(column(cycle + noise(1)), SEEN, HOURS)
    told = np.array([seasons.at(int(time))[0][0] for time in HOURS])
    assert np.abs(told - (cycle - cycle.mean())).max() < 0.08
    assert 0 < seasons.hours_variance[0] < 0.05**2


def test_chance_is_no_season() -> None:
    effects = [np.abs(fit_seasons(column(noise(seed)), SEEN, HOURS).hours).max() for seed in range(20)]
    assert np.median(effects) < 0.01


def test_a_level_that_wanders_is_no_weekday() -> None:
    found = [fit_seasons(column(remembering(seed, 0.9, 0.1, 336)), SEEN, HOURS).weekdays.any() for seed in range(20)]
    assert sum(found) <= 3


def test_one_day_teaches_no_hours() -> None:
    day = np.sin(np.arange(24) / 24 * 2 * np.pi)
    assert not fit_seasons(column(day), SEEN[:24], HOURS[:24]).hours.any()


@pytest.mark.parametrize(("rho", "size"), [(0.0, 0.0), (0.0, 0.1), (0.5, 0.1), (0.9, 0.1), (0.98, 0.2)])
def test_forecasts_are_as_wrong_as_they_say(rho: float, size: float) -> None:
    """Of later windows, not of those that were learnt from."""
    spreads = []
    for seed in range(12):
        values = column(noise(seed) + remembering(seed + 50, rho, size, 336 + 300)[:336])
        count = np.full((336, 1), 0.05**2)
        models = fit(values[:200], count[:200], SEEN[:200])
        surprises, _ = replay(models, values, count, SEEN, np.array([values.var() + 0.05**2]))
        spreads.append(surprises[200:].std())
    assert 0.8 < np.mean(spreads) < 1.15


def test_a_lasting_shift_still_surprises_where_the_level_wanders() -> None:
    values = column(noise(3) + remembering(4, 0.9, 0.1, 336))
    count = np.full((336, 1), 0.05**2)
    models = fit(values, count, SEEN)
    shifted = values.copy()
    shifted[300:] += 0.6
    surprises, _ = replay(models, shifted, count, SEEN, np.array([values.var() + 0.05**2]))
    assert surprises[300:].mean() > 0.2 > surprises[100:300].mean()


def test_a_baseline_that_jumps_makes_forecasts_careful() -> None:
    calm = np.random.default_rng(1).normal(size=(336, 2))
    jumping = calm.copy()
    jumping[60:70, 1] += 5
    jumping[200:207, 1] -= 5
    factors = caution(jumping, np.ones((336, 2)), np.zeros(2), np.ones((336, 2), bool))
    assert factors[0] == 1.0
    assert factors[1] >= FACTORS[2]


def test_rare_events() -> None:
    rng = np.random.default_rng(2)
    over = np.full((336, 3), 200.0)
    steady = rng.poisson(0.5, 336)
    clumped = np.where(rng.random(336) < 0.05, 10, 0)
    nearly_all = 200 - rng.poisson(0.5, 336)
    rates = fit_rates(np.stack([steady, clumped, nearly_all], axis=1).astype(float), over)
    assert rates.flip.tolist() == [False, False, True]
    assert rates.dispersion[0] < 1.4
    assert rates.dispersion[1] > 5
    seen = np.array([steady.sum(), clumped.sum(), (200 - nearly_all).sum()]) / over.sum(0)
    assert (rates.low < seen).all()
    assert (seen < rates.high).all()
    assert rates.count(np.array([1.0, 1.0, 199.0]), np.full(3, 200.0)).tolist() == [1, 1, 1]


def test_what_never_happened_may_happen_a_little() -> None:
    rates = fit_rates(np.zeros((336, 1)), np.full((336, 1), 200.0))
    assert 0 < rates.high[0] < 1e-4


def test_tolerance_is_no_news() -> None:
    rng = np.random.default_rng(9)
    z = rng.normal(0.4, 1, 2_000)
    assert dense_gains(z, np.full(2_000, 0.5))[:, 0].sum(0).max() < 5
