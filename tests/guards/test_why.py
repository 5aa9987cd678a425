"""The why packet: both sides quoted, the weightiest first, nothing raw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guards.case import Case, Counterpart, Guard, Sighting, Span, Verdict
from guards.judge import Judge
from guards.why import CONFLICTS_MAX, why_packet
from schemas.decision import PolicyRef, WhyPacket
from schemas.interaction import Interaction
from tests.guards.stubs import Saying, event, pii_guard

POLICY = PolicyRef(name="p", version="7", digest="d")
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ANSWER = "Dear ada@example.com. Your copay is $45. Ask bob@example.com."
KNOWN = "Plan gold for ada@example.com. The copay is $20. Deductible $500."
ASKED = "I am ada@example.com. What is my copay?"


def at(text: str, part: str, pointer: str, other: int = 0) -> Span:
    return Span(pointer, text.index(part), text.index(part) + len(part), event=other)


SAID = at(ANSWER, "$45", "/output/0/content")


def conflict(rule: str = "number_conflict", severity: str = "high", known: int = 0, **fields: Any) -> Sighting:
    side = Counterpart(at(KNOWN, "$20", "/context/0/text", known), "plan-1", "plans", NOW - timedelta(hours=30))
    given = {"span": SAID, "evidence": (side,), "reason": "says another amount", **fields}
    return Sighting(rule, severity=severity, **given)  # type: ignore[arg-type]


def context() -> dict[str, Any]:
    return {"id": "plan-1", "text": KNOWN, "source": "plans", "as_of": (NOW - timedelta(hours=30)).isoformat()}


def packet(
    *sightings: Sighting, finders: Sequence[Guard] | None = None, others: Sequence[Interaction] = (), **fields: Any
) -> WhyPacket:
    sent = {
        "event_id": "e",
        "occurred_at": NOW.isoformat(),
        "messages": [{"role": "system", "content": "be kind"}, {"role": "user", "content": ASKED}],
        "context": [context()],
        "output": [{"role": "assistant", "content": ANSWER}],
        **fields,
    }
    case = Case(event(**sent), others=tuple(others), received_at=NOW)
    found = Saying(Verdict(sightings), "contradiction")
    return why_packet(Judge([*([pii_guard()] if finders is None else finders), found]).judge([case])[0], POLICY)


def test_a_conflict_shows_both_sides_redacted() -> None:
    why = packet(conflict())
    (shown,) = (each for each in why.conflicts if each.guard == "contradiction")
    assert shown.said == "Your copay is [$45]."
    assert shown.known == "The copay is [$20]."
    assert (shown.context_id, shown.source, shown.age_hours) == ("plan-1", "plans", 30.0)
    assert (shown.rule, shown.severity, shown.reason) == ("number_conflict", "high", "says another amount")
    assert why.asked == "I am <EMAIL_ADDRESS>. What is my copay?"
    assert why.policy == POLICY
    assert why.oldest_context_hours == 30.0
    assert "contradiction.number_conflict" in why.rules
    assert "ada@" not in why.model_dump_json()
    assert "bob@" not in why.model_dump_json()


def test_the_age_is_that_at_the_time_of_the_event() -> None:
    side = Counterpart(at(KNOWN, "$20", "/context/0/text"), "plan-1", "plans", NOW - timedelta(minutes=2_000))
    (shown,) = packet(conflict(evidence=(side,)), finders=()).conflicts
    assert (shown.as_of, shown.age_hours) == (side.as_of, 33.3)
    (shown,) = packet(conflict(), finders=(), occurred_at=(NOW - timedelta(hours=1)).isoformat()).conflicts
    assert shown.age_hours == 29.0
    (shown,) = packet(conflict(), finders=(), occurred_at=None).conflicts
    assert shown.age_hours == 30.0, "of its arrival, where the event says none"


def test_the_answer_is_quoted_around_what_is_disputed() -> None:
    begin = at(ANSWER, "Dear", "/output/0/content")
    why = packet(conflict(), conflict("other", span=begin), finders=())
    assert why.answered == "Your copay is $45. … Dear ada@example.com."
    assert why.more == 0


def test_the_other_side_may_stand_in_the_request() -> None:
    request = event(
        event_id="r", conversation_id="c", messages=[{"role": "user", "content": ASKED}], context=[context()]
    )
    why = packet(conflict(known=1), others=[request], messages=[], context=[])
    assert why.conflicts[0].known == "The copay is [$20]."
    assert why.asked == "I am <EMAIL_ADDRESS>. What is my copay?"
    assert why.oldest_context_hours == 30.0


def test_three_conflicts_of_long_texts_read_in_half_a_minute() -> None:
    said, known = "word " * 90 + "$45 " + "word " * 90, "fact " * 90 + "$20 " + "fact " * 90
    side = Counterpart(at(known, "$20", "/context/0/text"))
    sightings = [conflict(rule, span=at(said, "$45", "/output/0/content"), evidence=(side,)) for rule in "abcd"]
    why = packet(
        *sightings,
        finders=(),
        context=[{"text": known}],
        output=[{"role": "assistant", "content": said}],
    )
    assert len(why.conflicts) == CONFLICTS_MAX
    assert all("[$45]" in each.said and "[$20]" in each.known for each in why.conflicts)
    # 240 words a minute.
    assert sum(len(f"{each.said} {each.known} {each.reason}".split()) for each in why.conflicts) <= 180


def test_the_weightiest_three_are_shown_and_the_rest_counted() -> None:
    sightings = [
        conflict("a", "medium"),
        conflict("b", "high", confidence=0.6),
        conflict("c", "critical"),
        conflict("d", "high", confidence=0.9),
        conflict("e", "medium"),
        conflict("low", "low"),
        conflict("unsure", outcome="cannot_tell"),
    ]
    why = packet(*sightings, finders=())
    assert [each.rule for each in why.conflicts] == ["c", "d", "b"]
    assert len(why.conflicts) + why.more == CONFLICTS_MAX + 2
    assert why.rules == tuple(f"contradiction.{rule}" for rule in "cdbae")


@pytest.mark.parametrize(
    ("fields", "asked", "answered"),
    [
        ({"messages": []}, "", "Your copay is $45."),
        ({"messages": [{"role": "system", "content": "x"}]}, "", "Your copay is $45."),
        ({"messages": "first? " + "y" * 400}, "y" * 280, "Your copay is $45."),
    ],
)
def test_what_was_asked_and_answered(fields: dict[str, Any], asked: str, answered: str) -> None:
    why = packet(conflict(), **fields)
    assert why.asked == asked
    assert answered in why.answered


@pytest.mark.parametrize("fields", [{"output": []}, {"context": []}, {"occurred_at": None}, {"messages": []}])
def test_a_packet_is_made_whatever_is_missing(fields: dict[str, Any]) -> None:
    assert packet(Sighting("R", Span(""), severity="high"), **fields).rules[0] == "contradiction.R"


def test_a_degraded_guard_is_named_and_a_failing_finder_shows_nothing() -> None:
    def fail(_case: Case) -> Verdict:
        raise ValueError

    case = Case(event(messages=ASKED, output=ANSWER), received_at=NOW)
    why = why_packet(Judge([Saying(fail, "pii")]).judge([case])[0], POLICY)
    assert [(each.guard, each.cause) for each in why.degraded] == [("pii", "ValueError")]
    assert {why.asked, why.answered} <= {"<WITHHELD>", ""}
