"""`--inject`: what a phrase does to an observation, where it holds, and what is refused."""

from __future__ import annotations

import pytest

from detectors.observation import Observation
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.history.backtest.inject import injecting, read_injection

HOUR_MS = 3_600_000
SEEN = Observation(
    Segment(),
    10 * HOUR_MS,
    10 * HOUR_MS,
    numbers={"latency_us": 1_000_000, "cost_microdollars": 500},
    categories={"finish_reasons": ("stop",)},
    paths=frozenset({"$:object", "$.a:object", "$.a.b:string", "$.ab:string"}),
    ages_s={"plan": 60},
)


def changed(text: str, seen: Observation = SEEN) -> Observation:
    [found] = injecting([read_injection(text)])(seen)
    return found


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("latency x1.25", "numbers", {"latency_us": 1_250_000, "cost_microdollars": 500}),
        ("latency_ms +200", "numbers", {"latency_us": 1_200_000, "cost_microdollars": 500}),
        ("latency -2000", "numbers", {"latency_us": 0, "cost_microdollars": 500}),
        ("cost x2", "numbers", {"latency_us": 1_000_000, "cost_microdollars": 1_000}),
        ("input_tokens x2", "numbers", SEEN.numbers),
        ("finish_reasons=length", "categories", {"finish_reasons": ("length",)}),
        ("actions = quarantine", "categories", {"finish_reasons": ("stop",), "actions": ("quarantine",)}),
        ("$.a missing", "paths", frozenset({"$:object", "$.ab:string"})),
        ("age:plan +24 h", "ages_s", {"plan": 86_460}),
        ("age:plan + 2 d", "ages_s", {"plan": 172_860}),
        ("age:other +24 h", "ages_s", {"plan": 60}),
    ],
)
def test_a_phrase_changes_one_thing(text: str, field: str, value: object) -> None:
    found = changed(text)
    assert getattr(found, field) == value
    others = set(Observation.__slots__) - {field}
    assert all(getattr(found, name) == getattr(SEEN, name) for name in others)


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        ("", True),
        ("from 1970-01-01T10:00:00Z", True),
        ("from 1970-01-01T10:00:01Z", False),
        ("from 1970-01-01T12:00:00+02:00", True),
        ("to 1970-01-01T10:00:00Z", False),
        ("from 1970-01-01T09:00:00 to 1970-01-01T11:00:00", True),
    ],
)
def test_it_holds_from_and_until(span: str, holds: bool) -> None:
    assert (changed(f"latency x2 {span}") != SEEN) is holds


@pytest.mark.parametrize(
    ("text", "low", "high"), [("volume x0.5", 400, 600), ("volume x2.5", 2_400, 2_600), ("volume x0", 0, 0)]
)
def test_volume_is_thinned_or_multiplied(text: str, low: int, high: int) -> None:
    change = injecting([read_injection(text)])
    assert low <= sum(len(change(SEEN)) for _ in range(1_000)) <= high


def test_a_share_is_drawn_alike_each_time() -> None:
    runs = []
    for _ in range(2):
        change = injecting([read_injection("latency x10 in 5 %")])
        runs.append([change(SEEN)[0].numbers["latency_us"] for _ in range(2_000)])
    assert runs[0] == runs[1]
    assert 60 <= sum(value == 10_000_000 for value in runs[0]) <= 140


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latency",
        "latency 1.25",
        "latency xx2",
        "latency x1.25 form 2026-01-01",
        "latency x1.25 from yesterday",
        "latency=5",
        "model=x",
        "volume +3",
        "$.a x2",
        "age:plan x2",
        "latency +2 h",
        "latency x2 in 0 %",
        "latency x2 in 101 %",
    ],
)
def test_what_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="--inject"):
        read_injection(text)
