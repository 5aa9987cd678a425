"""The envelope: absent fields, the clock, the phase."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guards.case import Case
from guards.clock import clock_fault, event_time
from guards.contract import ContractGuard
from schemas.interaction import Interaction
from schemas.policy import Guards

RECEIVED = datetime(2026, 3, 5, 12, tzinfo=UTC)
WELL = {
    "tenant": "acme",
    "model": "m",
    "occurred_at": RECEIVED.isoformat(),
    "messages": "hello",
    "output": "good day",
}


def found(fields: dict[str, Any], received: datetime | None = RECEIVED) -> dict[str, str]:
    case = Case(Interaction.model_validate(fields), received_at=received)
    return {sighting.rule: sighting.severity for sighting in ContractGuard().check([case])[0].sightings}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in WELL.items() if name not in names}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (WELL, {}),
        (without("tenant"), {"envelope.missing": "low"}),
        (without("model", "tenant", "occurred_at"), {"envelope.missing": "low"}),
        ({**WELL, "tenant": ""}, {"envelope.missing": "low"}),
        (without("messages"), {}),
        (without("output"), {}),
        (without("messages", "output"), {"envelope.empty": "high"}),
        (
            {"prompt": "unknown fields", "completion": "are attributes"},
            {"envelope.missing": "low", "envelope.empty": "high"},
        ),
        ({**without("messages", "output"), "error_type": "timeout"}, {}),
        ({**WELL, "phase": "request"}, {"envelope.phase": "medium"}),
        ({**without("output"), "phase": "request"}, {}),
        ({**without("messages"), "phase": "exchange"}, {"envelope.phase": "medium"}),
        ({**WELL, "phase": "response"}, {}),
        ({**without("output"), "phase": "response"}, {"envelope.phase": "medium", "empty_output": "high"}),
        ({**without("output"), "phase": "response", "error_type": "timeout"}, {}),
        ({**WELL, "messages": "cut \ufffd and \ufffd"}, {"envelope.character": "low"}),
        ({**WELL, "attributes": {"k\ufffd": 1}}, {"envelope.character": "low"}),
    ],
)
def test_what_an_envelope_must_carry(fields: dict[str, Any], expected: dict[str, str]) -> None:
    assert found(fields) == expected


def test_absent_fields_are_named_together() -> None:
    case = Case(Interaction.model_validate(without("tenant", "model")))
    (sighting,) = ContractGuard().check([case])[0].sightings
    assert sighting.reason == "absent: tenant, model"


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (timedelta(0), None),
        (timedelta(hours=1), None),
        (timedelta(hours=1, seconds=1), "in_future"),
        (timedelta(days=-7), None),
        (timedelta(days=-7, seconds=-1), "too_old"),
        (timedelta(days=-365 * 40), "before_2000"),
        (timedelta(days=365 * 5000), "in_future"),
    ],
)
def test_the_clock_against_the_broker(offset: timedelta, expected: str | None) -> None:
    fields = {**WELL, "occurred_at": (RECEIVED + offset).isoformat()}
    assert ("envelope.clock" in found(fields)) == (expected is not None)
    assert clock_fault(Case(Interaction.model_validate(fields), received_at=RECEIVED)) == expected


def test_without_a_broker_only_a_clock_at_its_epoch_is_wrong() -> None:
    assert found({**WELL, "occurred_at": "2190-01-01T00:00:00Z"}, received=None) == {}
    assert found({**WELL, "occurred_at": 0}, received=None) == {"envelope.clock": "low"}


def test_the_policy_sets_both_limits() -> None:
    policy = Guards.model_validate({"contract": {"max_clock_skew": "1 d", "max_event_age": "1 h"}})
    early = Interaction.model_validate({**WELL, "occurred_at": (RECEIVED - timedelta(hours=2)).isoformat()})
    late = Interaction.model_validate({**WELL, "occurred_at": (RECEIVED + timedelta(hours=2)).isoformat()})
    assert clock_fault(Case(early, policy, received_at=RECEIVED)) == "too_old"
    assert clock_fault(Case(late, policy, received_at=RECEIVED)) is None


@pytest.mark.parametrize(
    ("occurred", "received", "expected"),
    [
        ("2026-03-05T11:00:00Z", RECEIVED, datetime(2026, 3, 5, 11, tzinfo=UTC)),
        (None, RECEIVED, RECEIVED),
        (0, RECEIVED, RECEIVED),
        (0, None, datetime(1970, 1, 1, tzinfo=UTC)),
        (None, None, None),
        (None, RECEIVED.replace(tzinfo=None), RECEIVED),
    ],
)
def test_the_time_that_ages_are_measured_from(
    occurred: Any, received: datetime | None, expected: datetime | None
) -> None:
    event = Interaction.model_validate(
        {**without("occurred_at"), **({"occurred_at": occurred} if occurred is not None else {})}
    )
    assert event_time(Case(event, received_at=received)) == expected


def test_a_lost_character_is_named_where_it_stands() -> None:
    fields = {**WELL, "messages": "\U0001f600 \ufffd", "attributes": {"\ufffd": 1}}
    spans = [each.span for each in ContractGuard().check([Case(Interaction.model_validate(fields))])[0].sightings]
    assert [(span.pointer, span.start, span.end, span.in_key) for span in spans] == [
        ("/attributes/\ufffd", 0, 1, True),
        ("/messages/0/parts/0/content", 2, 3, False),
    ]
