"""Detectors of others: how they are found, what they are fed, and River's own where it is installed."""

from __future__ import annotations

import importlib.util
import random
from importlib.metadata import entry_points

import pytest

from detectors.counts import Counts
from detectors.observation import Observation
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.history.backtest import river
from streams.history.backtest.plugins import GROUP, load_detector, spoken

SEGMENT = Segment(tenant="a")
SHIFTED = 300
RIVER = pytest.mark.skipif(
    importlib.util.find_spec("river") is None, reason="river is not installed: pip install river"
)


class Above:
    """Speaks whenever a value is above 100."""

    drift_detected = False

    def update(self, x: float) -> None:
        self.drift_detected = x > 100


def windows(factor: float) -> dict[int, dict[Segment, Counts]]:
    rng = random.Random(2)
    found = {}
    for number in range(2 * SHIFTED):
        counts = Counts()
        for _ in range(20):
            latency = rng.lognormvariate(13, 0.3) * (factor if number >= SHIFTED else 1)
            counts.update(Observation(SEGMENT, 0, 0, numbers={"latency_us": int(latency), "output_tokens": 50}))
        found[number * 3_600_000] = {SEGMENT: counts}
    return found


def test_a_plug_in_sees_each_facet_by_itself() -> None:
    lines = list(spoken("above", Above, windows(1)))
    assert {(line["field"], line["facet"]) for line in lines} == {("latency_ms", "p50"), ("latency_ms", "p99")}
    assert lines[0] == {
        "detector": "above", "window": "1970-01-01T00:00:00Z", "segment": SEGMENT.model_dump(),
        "field": "latency_ms", "facet": "p50", "value": lines[0]["value"],
    }  # fmt: skip
    assert 300 < lines[0]["value"] < 700


def test_river_is_offered_by_name() -> None:
    assert {each.name for each in entry_points(group=GROUP)} >= {"adwin", "kswin", "page_hinkley"}
    with pytest.raises(PolicyError, match="no such plug-in; known are: adwin"):
        load_detector("adwn")


@pytest.mark.skipif(importlib.util.find_spec("river") is not None, reason="river is installed")
def test_without_river_it_says_what_to_install() -> None:
    with pytest.raises(PolicyError, match="pip install river"):
        load_detector("adwin")


@RIVER
@pytest.mark.parametrize("make", [river.adwin, river.page_hinkley, river.kswin])
def test_river_sees_a_doubled_latency(make: river.Detector) -> None:
    lines = [
        line for line in spoken("river", make, windows(2)) if line["facet"] == "p50" and line["field"] == "latency_ms"
    ]
    assert any(line["window"] >= "1970-01-13T12" for line in lines)
