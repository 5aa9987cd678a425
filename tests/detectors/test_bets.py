"""Bets are fair while nothing shifts, grow when it does, and never mistake one side for the other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from detectors.bets import RATIOS_DOWN, RATIOS_UP, SIZES, Evidence, dense_gains, rare_gains

Z = np.linspace(-12, 12, 4_801)
NORMAL = np.exp(-(Z**2) / 2) / np.exp(-(Z**2) / 2).sum()


@pytest.mark.parametrize("tolerance", [0.0, 0.5, 3.0, 30.0])
@pytest.mark.parametrize("shift", [-30.0, -1.0, 0.0])
def test_the_mean_of_a_bet_is_at_most_one_while_nothing_is_beyond_the_tolerance(tolerance: float, shift: float) -> None:
    gains = dense_gains(Z + shift, np.full(len(Z), tolerance))
    assert ((NORMAL[:, None] * np.exp(gains[:, 0])).sum(0) <= 1 + 1e-6).all()


def test_more_surprise_is_never_less_evidence() -> None:
    # Student's t alone is not so: far on the other side its likelihood ratio comes back to 1.
    for side, order in ((0, 1), (1, -1)):
        best = dense_gains(Z[::order], np.zeros(len(Z)))[:, side].max(axis=1)
        assert (np.diff(best) >= -1e-12)[Z[1:] < 6].all()


def test_one_window_alone_can_win_little() -> None:
    assert dense_gains(np.array([1e6]), np.zeros(1)).max() < 9


@pytest.mark.parametrize("rate", [0.003, 0.1, 1.0, 1.4])
def test_bets_on_rare_events_are_fair(rate: float) -> None:
    counts = np.arange(60.0)
    chance = np.array([math.exp(-rate + k * math.log(rate) - math.lgamma(k + 1)) for k in counts])
    same = np.full(len(counts), rate)
    gains = rare_gains(counts, same, same, np.ones(len(counts)), cap=1e9)
    assert gains.shape == (60, 2, len(RATIOS_UP)) == (60, 2, len(RATIOS_DOWN))
    assert ((chance[:, None, None] * np.exp(gains)).sum(0) <= 1 + 1e-6).all()


def run(values: list[float]) -> list[float]:
    evidence, found = Evidence(1), []
    for z in values:
        evidence.update(dense_gains(np.array([z]), np.zeros(1)), np.array([True]), most=99)
        found.append(float(evidence.leading()[0][0, 0]))
    return found


def test_evidence_starts_anew_when_it_has_lost_everything() -> None:
    quiet = run([-3.0] * 200 + [2.0] * 10)[-1]
    assert quiet == pytest.approx(run([2.0] * 10)[-1], abs=3.0)


@pytest.mark.parametrize(("shift", "at_most"), [(0.8, 60), (1.5, 20), (3.0, 6), (6.0, 3)])
def test_a_lasting_shift_is_found(shift: float, at_most: int) -> None:
    rng = np.random.default_rng(5)
    needed = [next(n for n, log in enumerate(run(list(rng.normal(shift, 1, 200)))) if log > 10) + 1 for _ in range(15)]
    assert np.median(needed) <= at_most


def test_false_alarms_are_as_rare_as_the_threshold_says() -> None:
    # At evidence e**4 = 55 a false alarm may come every 55 windows; 200 runs of 50 windows allow 182 at most.
    rng = np.random.default_rng(6)
    z = rng.normal(size=(50, 200))
    evidence, alarmed = Evidence(200), np.zeros(200, bool)
    for row in z:
        evidence.update(dense_gains(row, np.zeros(200)), np.ones(200, bool), most=99)
        alarmed |= evidence.leading()[0][:, 0] > 4
    assert alarmed.sum() <= 50 * 200 / 55


def test_facets_not_seen_keep_their_stakes() -> None:
    evidence = Evidence(2)
    evidence.update(dense_gains(np.array([4.0, 4.0]), np.zeros(2)), np.array([True, False]), most=99)
    assert evidence.stakes[0].any()
    assert not evidence.stakes[1].any()
    assert evidence.stakes.shape == (2, 2, len(SIZES))
