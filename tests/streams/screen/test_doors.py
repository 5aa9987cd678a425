"""What leaves a worker for one event: which records, under which ids and headers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_core import from_json

from guards.case import Case, Sighting, Span, Verdict
from schemas.decision import Source, Timings, derived_id
from schemas.interaction import Interaction
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.kafka.session import Outgoing
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived
from streams.topics import Topics
from streams.wire.values import Writer

TOPICS = Topics()


class Spots:
    """A guard that sees something at each character of an answer: (l)ow, (h)igh, or what is (r)edacted."""

    name = "spots"

    def check(self, cases: Sequence[Case]) -> list[Verdict]:
        return [Verdict(tuple(self._seen(case))) for case in cases]

    def _seen(self, case: Case) -> list[Sighting]:
        span = [Span("/output/0/parts/0/content", at, at + 1) for at in range(4)]
        kinds: dict[str, dict[str, Any]] = {
            "l": {"severity": "low"},
            "h": {"severity": "high"},
            "r": {"severity": "low", "replace": "type"},
        }
        said = case.answers[0].text
        return [Sighting(f"R{at}", span[at], **kinds[letter]) for at, letter in enumerate(said) if letter in kinds]


def records_of(answer: str, trace: bytes | None = None) -> list[Outgoing]:
    court = court_of(Policy.model_validate({"guards": {"plugins": {"spots": {"hold_from": "high"}}}}), {}, [Spots()])
    event = Interaction.model_validate({"event_id": "e", "tenant": "acme", "conversation_id": "c", "output": answer})
    source = Source(topic="in", partition=0, offset=7)
    arrived = Arrived(source, datetime(2026, 1, 5, tzinfo=UTC), None, b"", trace, 0)
    [judgement] = court.judge.judge([court.case(event, source=source)])
    return list(Doors(TOPICS, Writer()).judged(arrived, judgement, court.ref, Timings(), None))


def header(record: Outgoing, name: str) -> str:
    return dict(record.headers)[name].decode()


@pytest.mark.parametrize(
    ("answer", "action", "door", "violations"),
    [
        ("....", "allow", TOPICS.approved.name, 0),
        ("l...", "allow", TOPICS.approved.name, 0),
        ("r...", "modify", TOPICS.approved.name, 0),
        ("h...", "quarantine", TOPICS.quarantine.name, 1),
        ("hlh.", "quarantine", TOPICS.quarantine.name, 2),
    ],
)
def test_an_event_leaves_by_one_door_and_low_findings_page_nobody(
    answer: str, action: str, door: str, violations: int
) -> None:
    records = records_of(answer)
    assert [record.topic for record in records] == [
        door,
        TOPICS.decisions.name,
        *[TOPICS.violations.name] * violations,
    ]
    assert {header(record, "tidegate-action") for record in records} == {action}
    assert {header(record, "tidegate-source") for record in records} == {"in/0/7"}
    assert {record.key for record in records} == {b"acme|c"}


def test_each_record_has_an_id_of_its_own_and_the_same_when_it_is_judged_again() -> None:
    ids = [header(record, "ce_id") for record in records_of("hhhh")]
    assert len(ids) == len(set(ids)) == 6
    assert ids == [header(record, "ce_id") for record in records_of("hhhh")]


def test_ids_follow_from_the_coordinates_of_the_event() -> None:
    door, decision, violation = records_of("h...")
    assert header(door, "ce_id") == derived_id("quarantined", "in/0/7")
    assert (
        header(decision, "ce_id") == from_json(decision.value or b"")["decision_id"] == derived_id("decision", "in/0/7")
    )
    assert header(violation, "ce_id") == from_json(violation.value or b"")["finding"]["finding_id"]
    assert [header(record, "ce_type") for record in (door, decision, violation)] == [
        f"dev.tidegate.{kind}.v1" for kind in ("quarantined", "decision", "violation")
    ]


def test_a_trace_is_carried_on_and_nothing_else_in_its_place() -> None:
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    assert {header(record, "traceparent") for record in records_of("h...", trace)} == {trace.decode()}
    assert all("traceparent" not in dict(record.headers) for record in records_of("h...", b"ada@example.com"))
