"""What is taken from an event, and that nothing an event says makes it raise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.buckets import TOP
from detectors.counts import Counts
from detectors.observation import MAX_RETRIES, Observation, Skew, observe, whole
from detectors.paths import MAX_DEPTH, MAX_PATHS, json_paths, value_paths
from schemas.decision import Approved, DecisionBrief, Quarantined
from schemas.drift import Segment
from schemas.interaction import Interaction

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)
SKEW = Skew()


def seen(broker_ms: int = NOON_MS, **fields: Any) -> Observation:
    event = Interaction.model_validate({"occurred_at": NOON, **fields})
    return observe(Approved(event=event, decision=DecisionBrief(action="allow")), broker_ms, SKEW)


def test_an_exchange() -> None:
    found = seen(
        tenant="acme",
        workflow="benefits",
        model="m",
        model_version="2",
        latency_ms=812.5,
        usage={"input_tokens": 900, "output_tokens": 40, "cost": 0.0123},
        finish_reasons=["stop"],
        error_type="timeout",
        output='{"plan": "gold"}',
        cache_hit=True,
        retries=2,
        context=[
            {"source": "eligibility", "as_of": NOON - timedelta(hours=3)},
            {"source": "eligibility", "as_of": NOON - timedelta(hours=1)},
            {"source": "plans", "as_of": NOON + timedelta(minutes=1)},
        ],
    )
    assert found.segment == Segment(tenant="acme", workflow="benefits", model="m", model_version="2")
    assert found.time_ms == found.mark_ms == NOON_MS
    assert found.numbers == {
        "latency_us": 812_500,
        "input_tokens": 900,
        "output_tokens": 40,
        "cost_microdollars": 12_300,
        "output_words": 2,
    }
    assert found.categories["finish_reasons"] == ("stop",)
    assert found.categories["error_types"] == ("timeout",)
    assert found.paths == {"$:object", "$.plan:string"}
    assert found.ages_s == {"eligibility": 3 * 3_600, "plans": 0}
    assert (found.cache_hit, found.retries) == (True, 2)


def test_the_decision_is_counted() -> None:
    brief = DecisionBrief(
        action="quarantine", rules=("pii.US_SSN",), cannot_tell=("freshness.no_as_of",), degraded=("pii",)
    )
    found = observe(Quarantined(event=Interaction(), decision=brief), NOON_MS, SKEW)
    assert found.categories["actions"] == ("quarantine",)
    assert found.categories["rules"] == ("pii.US_SSN",)
    assert found.categories["cannot_tell"] == ("freshness.no_as_of",)
    assert found.categories["degraded"] == ("pii",)


@pytest.mark.parametrize(
    ("off_by", "skewed", "time", "mark"),
    [
        (timedelta(0), False, timedelta(0), timedelta(0)),
        (timedelta(minutes=4), False, timedelta(minutes=4), timedelta(0)),
        (timedelta(minutes=6), True, timedelta(0), timedelta(0)),
        (timedelta(days=-6), False, timedelta(days=-6), timedelta(days=-6)),
        (timedelta(days=-8), True, timedelta(0), timedelta(0)),
    ],
)
def test_event_time_is_believed_within_reason(
    off_by: timedelta, skewed: bool, time: timedelta, mark: timedelta
) -> None:
    found = seen(occurred_at=NOON + off_by)
    assert found.skewed is skewed
    assert found.time_ms == NOON_MS + time / timedelta(milliseconds=1)
    assert found.mark_ms == NOON_MS + mark / timedelta(milliseconds=1)


def test_without_its_own_time_an_event_has_the_brokers() -> None:
    assert seen(occurred_at=None).time_ms == NOON_MS
    assert not seen(occurred_at=None).skewed


@pytest.mark.parametrize(
    ("value", "counted"),
    [(0, 0), (1e308, TOP), (10**400, TOP), (float("inf"), TOP), (-1, None), (-1e308, None), (float("nan"), None)],
)
def test_absurd_numbers(value: float, counted: int | None) -> None:
    assert whole(value, 1_000) == counted


def test_absurd_events_are_counted() -> None:
    found = seen(latency_ms=-5, usage={"input_tokens": 9 * 10**18, "cost": 1e308}, retries=10**9, tenant="t" * 1_000)
    assert found.absurd == ("latency_us",)
    assert found.numbers == {"input_tokens": TOP, "cost_microdollars": TOP}
    assert found.retries == MAX_RETRIES
    assert found.segment.tenant == "other"
    counts = Counts()
    counts.update(found)
    assert counts.report(found.segment, 0, 1).events == 1


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('{"a": {"b": [1, 2, null]}}', {"$:object", "$.a:object", "$.a.b:array", "$.a.b[]:number", "$.a.b[]:null"}),
        ('  [{"id": true}]', {"$:array", "$[]:object", "$[].id:boolean"}),
        ('{"two words": 1}', {"$:object", "$['two words']:number"}),
        ('{"cut": "of', None),
        ("plain text", None),
        ("42", None),
        ("", None),
    ],
)  # fmt: skip
def test_paths(text: str, paths: set[str] | None) -> None:
    assert json_paths(text) == paths


def test_paths_are_bounded() -> None:
    assert len(value_paths({str(number): 1 for number in range(10_000)})) == MAX_PATHS
    deep: Any = 1
    for _ in range(60):
        deep = {"a": deep}
    assert len(value_paths(deep)) == MAX_DEPTH + 1
    assert json_paths("[" * 100_000) is None


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    json_paths("{" + text)
    json_paths(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_value_makes_it_raise(value: Any) -> None:
    assert len(value_paths(value)) <= MAX_PATHS
