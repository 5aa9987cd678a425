"""Numbers on one scale: what moves as a whole has no new tail, ties and constants are no trouble."""

from __future__ import annotations

import numpy as np
import pytest

from bench.drift_worlds import put
from detectors.buckets import TOP, Buckets
from detectors.counts import Counts
from detectors.scores import NUMBER_FACETS, Scale, has_values

RNG = np.random.default_rng(3)
SHAPES = {
    "lognormal": RNG.lognormal(6, 0.6, 20_000) * 1000,
    "gamma": RNG.gamma(2, 400, 20_000) * 1000,
    "small whole numbers": RNG.poisson(60, 20_000).astype(float),
    "ties": np.round(RNG.lognormal(6, 0.6, 20_000) / 200) * 200_000,
}


def buckets(values: np.ndarray) -> Buckets:
    counts = Counts()
    put(counts, "x", np.round(values))
    return counts.numbers["x"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("factor", [0.8, 1.0, 1.25])
def test_a_move_of_the_whole_is_usual_for_tails_and_spread(shape: str, factor: float) -> None:
    scale = Scale(buckets(SHAPES[shape]))
    sums, total = scale.sums(buckets(SHAPES[shape] * factor))
    left = sums / total - scale.usual(sums[0] / total)
    for name, rest in zip(NUMBER_FACETS[1:], left[1:], strict=True):
        assert abs(rest) < (0.05 if "ties" not in shape else 0.15), name


@pytest.mark.parametrize(("facet", "change"), [("p99", 30_000_000), ("p90", 3_000_000)])
def test_a_tail_of_its_own_is_not_usual(facet: str, change: int) -> None:
    values = SHAPES["lognormal"].copy()
    scale = Scale(buckets(values))
    values[: len(values) // 20] += change
    sums, total = scale.sums(buckets(values))
    at = NUMBER_FACETS.index(facet)
    assert sums[at] / total - scale.usual(sums[0] / total)[at] > 0.01


def test_scores_are_standard_normal_at_rest() -> None:
    scale = Scale(buckets(SHAPES["gamma"]))
    sums, total = scale.sums(buckets(SHAPES["gamma"]))
    assert abs(sums[0] / total) < 0.01
    assert scale.own[0] == pytest.approx(1.0, abs=0.05)


def test_what_never_varied_may_vary_a_little() -> None:
    scale = Scale(buckets(np.full(1000, 46.0)))
    assert scale.noise.min() > 0
    assert abs(scale.sums(buckets(np.full(10, 46.0)))[0][0]) < 1e-6


def test_the_end_of_the_scale_is_counted_and_moves_nothing() -> None:
    values = buckets(SHAPES["gamma"])
    scale = Scale(values)
    before, total = scale.sums(values)
    for _ in range(5_000):
        values.add(TOP + 1)
    after, seen = scale.sums(values)
    assert (after == before).all()
    assert seen == total
    only = Buckets()
    only.add(TOP)
    assert not has_values(only)
