"""The threshold of an alert rate: it keeps the rate it promises on scores that it has not seen, or refuses."""

from __future__ import annotations

import math
import random

import pytest

from detectors.alert_rate import TooFewScores, calibrated, scores_needed


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("draws", ["even", "skewed", "tied"])
def test_new_scores_fall_below_as_rarely_as_promised(rate: float, draws: str) -> None:
    draw = random.Random(7)
    make = {
        "even": draw.random,
        "skewed": lambda: draw.random() ** 5,
        "tied": lambda: round(draw.random(), 1),
    }[draws]
    shares = []
    for _ in range(200):
        found = calibrated([make() for _ in range(600)], rate)
        shares.append(sum(make() < found.threshold for _ in range(600)) / 600)
    # The mean over calibrations is what is promised; its own spread over 200 of them is 0.15 of the rate at most.
    assert sum(shares) / len(shares) <= rate * 1.15
    if draws != "tied":
        assert sum(shares) / len(shares) >= rate * 0.75


def test_the_interval_holds_the_expected_share_and_narrows() -> None:
    few = calibrated([number / 600 for number in range(600)], 0.02)
    many = calibrated([number / 60_000 for number in range(60_000)], 0.02)
    assert few.low < few.expected < few.high
    assert many.high - many.low < (few.high - few.low) / 5


@pytest.mark.parametrize(("rate", "needed"), [(0.01, 499), (0.001, 4_999), (0.05, 100), (0.9, 100)])
def test_too_few_scores_are_refused_at_the_stated_number(rate: float, needed: int) -> None:
    assert scores_needed(rate) == needed
    scores = [number / needed for number in range(needed)]
    assert calibrated(scores, rate).scores == needed
    with pytest.raises(TooFewScores) as refused:
        calibrated(scores[1:], rate)
    assert (refused.value.given, refused.value.needed) == (needed - 1, needed)
    assert str(refused.value) == f"{needed - 1} scores are too few; this alert rate needs {needed}"


def test_equal_scores_never_raise_more_alerts_than_wanted() -> None:
    assert calibrated([0.5] * 500, 0.1).below == 0


@pytest.mark.parametrize(
    ("count", "rate", "place"),
    [(998, 0.01, 9), (999, 0.01, 10), (199, 0.1, 20), (1000, 0.01, 10), (99_999, 0.07, 7_000)],
)
def test_threshold_share_and_interval_are_exact(count: int, rate: float, place: int) -> None:
    found = calibrated(range(count), rate)
    assert (found.threshold, found.below) == (place - 1, place - 1)
    assert found.expected == pytest.approx(place / (count + 1), rel=1e-12)
    share = place / count
    assert found.low < share < found.high
    for end in (found.low, found.high):  # Wilson's ends are the shares that lie 1.96 of their own deviations away
        assert abs(end - share) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / count), rel=1e-6)
