"""Age of context: limits per source, dates that are missing, wrong clocks, and whose context it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from guards.case import Case, Span, Verdict
from guards.freshness import FreshnessGuard
from schemas.interaction import Interaction
from schemas.policy import Guards

NOW = "2026-03-05T12:00:00Z"
RECEIVED = datetime(2026, 3, 5, 12, tzinfo=UTC)
LIMITS = {"max_age": {"eligibility": "24 h", "*": "30 d"}, "as_of_required": ["ledger"]}


def item(source: str | None, as_of: str | None) -> dict[str, Any]:
    return {"id": "c", "text": "active", "source": source, "as_of": as_of}


def judged(
    context: list[dict[str, Any]],
    limits: dict[str, Any] | None = None,
    occurred_at: Any = NOW,
    received: datetime | None = RECEIVED,
    others: tuple[Interaction, ...] = (),
) -> Verdict:
    policy = Guards.model_validate({"freshness": LIMITS if limits is None else limits})
    fields = {"occurred_at": occurred_at, "output": "You are covered.", "context": context}
    return FreshnessGuard().check(
        [Case(Interaction.model_validate(fields), policy, others=others, received_at=received)]
    )[0]


@pytest.mark.parametrize(
    ("source", "as_of", "expected"),
    [
        ("eligibility", "2026-03-04T12:00:00Z", []),
        ("eligibility", "2026-03-04T11:59:59Z", ["stale"]),
        ("eligibility", "2026-03-04T13:00:00+01:00", []),
        ("eligibility", "2026-03-04T12:00:00+01:00", ["stale"]),
        ("eligibility", None, []),
        ("Eligibility", "2026-03-04T11:00:00Z", []),
        ("plans", "2026-02-04T12:00:00Z", []),
        ("plans", "2026-02-03T11:00:00Z", ["stale"]),
        (None, "2026-02-03T11:00:00Z", ["stale"]),
        ("ledger", None, ["as_of_missing"]),
        ("ledger", "2026-03-05T11:00:00Z", []),
        ("eligibility", "2026-03-05T13:00:00Z", []),
        ("eligibility", "2026-03-05T13:00:01Z", ["as_of_in_future"]),
        ("ledger", "2031-01-01T00:00:00Z", ["as_of_in_future"]),
        ("eligibility", "0001-01-01T00:00:00Z", ["stale"]),
        ("eligibility", "9999-12-31T23:59:59Z", ["as_of_in_future"]),
    ],
)
def test_limits_of_age(source: str | None, as_of: str | None, expected: list[str]) -> None:
    assert [sighting.rule for sighting in judged([item(source, as_of)]).sightings] == expected


def test_where_a_date_is_all_that_is_demanded_it_must_not_lie_ahead() -> None:
    context = [item("ledger", "2031-01-01T00:00:00Z"), item("other", "2031-01-01T00:00:00Z")]
    (sighting,) = judged(context, {"as_of_required": ["ledger"]}).sightings
    assert (sighting.rule, sighting.span.pointer) == ("as_of_in_future", "/context/0/text")
    assert sighting.reason == "context claims to be newer than the event"


def test_severities() -> None:
    old, undated, early = (
        item("eligibility", "2020-01-01T00:00:00Z"),
        item("ledger", None),
        item("eligibility", "2030-01-01T00:00:00Z"),
    )
    found = {each.rule: each.severity for each in judged([old, undated, early]).sightings}
    assert found == {"stale": "high", "as_of_missing": "high", "as_of_in_future": "low"}


@pytest.mark.parametrize("limits", [{}, {"max_age": {"other": "1 s"}, "as_of_required": ["other"]}])
def test_without_a_limit_nothing_is_stale(limits: dict[str, Any]) -> None:
    context = [item("eligibility", "1999-01-01T00:00:00Z"), item("x", None), item("y", "2040-01-01T00:00:00Z")]
    assert judged(context, limits).sightings == ()


def test_a_star_demands_a_date_of_every_source() -> None:
    assert [each.rule for each in judged([item(None, None)], {"as_of_required": ["*"]}).sightings] == ["as_of_missing"]


def test_each_item_is_its_own_sighting_with_its_origin_as_evidence() -> None:
    context = [
        item("eligibility", NOW),
        item("eligibility", "2026-03-01T00:00:00Z"),
        item("plans", "2020-03-01T00:00:00Z"),
    ]
    found = judged(context).sightings
    assert [sighting.span for sighting in found] == [Span("/context/1/text", 0, 6), Span("/context/2/text", 0, 6)]
    (side,) = found[0].evidence
    assert (side.source, side.context_id, side.as_of) == ("eligibility", "c", datetime(2026, 3, 1, tzinfo=UTC))


def test_the_score_is_the_age_of_the_oldest_item_whether_or_not_it_is_limited() -> None:
    context = [item("a", "2026-03-05T09:00:00Z"), item("b", "2026-03-05T06:30:00Z"), item("c", None)]
    assert judged(context, {}).scores == {"oldest_context_hours": 5.5}
    assert judged([item("c", None)], {}).scores == {}
    assert judged([], {}).scores == {}


def test_a_producer_clock_at_its_epoch_makes_nothing_fresh() -> None:
    old = [item("eligibility", "2026-03-01T00:00:00Z")]
    assert [each.rule for each in judged(old, occurred_at=0).sightings] == ["stale"]
    assert [each.rule for each in judged(old, occurred_at="2020-01-01T00:00:00Z").sightings] == ["stale"]


def test_the_age_is_that_at_the_time_of_the_event_and_not_of_its_arrival() -> None:
    context = [item("eligibility", "2026-03-03T12:00:00Z")]
    assert judged(context, occurred_at="2026-03-04T11:00:00Z").sightings == ()


def test_an_event_without_any_time_cannot_be_told() -> None:
    (sighting,) = judged([item("eligibility", NOW)], occurred_at=None, received=None).sightings
    assert (sighting.rule, sighting.outcome, sighting.severity) == ("event_time_missing", "cannot_tell", "low")
    assert judged([item("eligibility", NOW)], {}, occurred_at=None, received=None).sightings == ()


REQUEST = {
    "messages": "ask",
    "context": [item("eligibility", "2026-03-01T00:00:00Z"), item("plans", "2020-01-01T00:00:00Z")],
}


def test_a_response_is_judged_by_the_context_of_its_request() -> None:
    (sighting,) = judged([], others=(Interaction.model_validate(REQUEST),)).sightings
    assert (sighting.rule, sighting.span) == ("stale", Span("/output/0/parts/0/content", 0, 16))
    assert [(side.span.event, side.span.pointer) for side in sighting.evidence] == [
        (1, "/context/0/text"),
        (1, "/context/1/text"),
    ]


def test_a_response_with_context_of_its_own_is_judged_by_that() -> None:
    assert judged([item("eligibility", NOW)], others=(Interaction.model_validate(REQUEST),)).sightings == ()


def test_a_request_is_judged_too() -> None:
    policy = Guards.model_validate({"freshness": LIMITS})
    event = Interaction.model_validate({**REQUEST, "occurred_at": NOW})
    assert len(FreshnessGuard().check([Case(event, policy)])[0].sightings) == 2
