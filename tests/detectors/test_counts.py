"""Counts of a segment and window: merges in any order, equal bytes, bounded size."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.categories import MAX_NAME, OTHER, Categories
from detectors.counts import MAX_CATEGORIES, MAX_PATHS, MAX_SOURCES, Counts
from detectors.observation import Observation
from schemas.drift import Segment
from tests.detectors.observations import observations

some = st.lists(observations(), max_size=12)


def counted(seen: list[Observation]) -> Counts:
    counts = Counts()
    for one in seen:
        counts.update(one)
    return counts


def merged(*parts: Counts) -> Counts:
    whole = Counts()
    for part in parts:
        whole.merge(part)
    return whole


@given(some, some, some)
def test_merge_commutes_and_associates(a: list[Observation], b: list[Observation], c: list[Observation]) -> None:
    x, y, z = counted(a), counted(b), counted(c)
    at_once = counted([*a, *b, *c]).encode()
    assert merged(x, y, z).encode() == at_once
    assert merged(z, merged(y, x)).encode() == at_once


@given(some, st.randoms(use_true_random=False))
def test_equal_events_give_equal_bytes(seen: list[Observation], rng: random.Random) -> None:
    shuffled = list(seen)
    rng.shuffle(shuffled)
    assert counted(seen).encode() == counted(shuffled).encode()


@given(some)
def test_bytes_hold_everything(seen: list[Observation]) -> None:
    counts = counted(seen)
    again = Counts.decode(counts.encode())
    assert again.encode() == counts.encode()
    assert again.report(Segment(), 0, 1) == counts.report(Segment(), 0, 1)


def flood(events: int, seed: int = 1) -> Counts:
    """Every event brings names never seen before."""
    rng, counts = random.Random(seed), Counts()
    for number in range(events):
        counts.update(
            Observation(
                Segment(),
                0,
                0,
                numbers={"latency_us": rng.randrange(10**12)},
                categories={"finish_reasons": (f"reason {number}",), "rules": ("x" * (MAX_NAME + 1),)},
                paths=frozenset({f"$.k{number}:string"}),
                ages_s={f"source {number}": number},
            )
        )
    return counts


def test_size_is_bounded_under_a_flood_of_names() -> None:
    small, large = flood(2_000), flood(20_000)
    assert len(large.encode()) < 1.5 * len(small.encode()) < 32 * 1024
    report = large.report(Segment(), 0, 1)
    assert len(report.finish_reasons) == MAX_CATEGORIES + 1
    assert len(report.output_paths) == MAX_PATHS + 1
    assert len(report.context_age_hours) == MAX_SOURCES + 1


def test_at_the_caps_totals_stay_exact() -> None:
    report = merged(flood(1_000, seed=1), flood(1_000, seed=2)).report(Segment(), 0, 1)
    assert sum(report.finish_reasons.values()) == 2_000
    assert sum(report.output_paths.values()) == 2_000
    assert sum(ages.count for ages in report.context_age_hours.values()) == 2_000
    assert report.rules == {OTHER: 2_000}


def test_a_merge_beyond_the_cap_keeps_the_frequent() -> None:
    rare, frequent = Categories(cap=2, counts={"a": 1, "b": 1}), Categories(cap=2, counts={"c": 5, "b": 5})
    rare.merge(frequent)
    assert rare.counts == {"b": 6, "c": 5, OTHER: 1}


@pytest.mark.parametrize(("field", "unit"), [("latency_ms", 1_000), ("input_tokens", 1), ("cost_usd", 1_000_000)])
def test_report_speaks_in_the_units_of_its_fields(field: str, unit: int) -> None:
    name = {"latency_ms": "latency_us", "input_tokens": "input_tokens", "cost_usd": "cost_microdollars"}[field]
    report = counted([Observation(Segment(), 0, 0, numbers={name: 50 * unit})]).report(Segment(), 0, 1)
    assert getattr(report, field).p50 == pytest.approx(50, rel=0.02)


def test_report_names_its_window() -> None:
    segment = Segment(tenant="acme", model="m")
    first, again, other = (Counts().report(segment, start, start + 60_000) for start in (0, 0, 60_000))
    assert first.report_id == again.report_id != other.report_id
    assert first.window_start is not None
    assert first.window_start.isoformat() == "1970-01-01T00:00:00+00:00"
