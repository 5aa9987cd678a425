"""What an answer says against earlier answers context newer than it, and contexts read before."""

from __future__ import annotations

from typing import Any

import pytest

from guards.case import Case, Passage, Span
from guards.contradiction import ContradictionGuard
from guards.contradiction.remembered import Contexts
from schemas.interaction import Interaction
from tests.guards.contradiction.cases import GUARD, conflicts_of


def _after(earlier: str, answer: str, context: list[Any] | None = None) -> list[tuple[str, str]]:
    before = Interaction.model_validate({"messages": "?", "output": earlier})
    event = Interaction.model_validate({"messages": "?", "output": answer, "context": context or []})
    found = [one for one in GUARD.check([Case(event, others=(before,))])[0].sightings if one.outcome == "violation"]
    assert all(one.evidence[0].span.event == 1 for one in found if one.rule == "self_conflict")
    return [(one.rule, answer[one.span.start : one.span.end]) for one in found]


@pytest.mark.parametrize(
    ("earlier", "answer", "context", "expected"),
    [
        ("The delivery fee is $20.", "The delivery fee is $30.", None, [("self_conflict", "$30")]),
        ("The delivery fee is $20.", "The delivery fee is $20.", None, []),
        ("The delivery fee is $20.", "The delivery fee is now $30.", None, []),
        ("The delivery fee is $20.", "Sorry, the delivery fee is $30.", None, []),
        ("The delivery fee is $20.", "The delivery fee is $30.", ["The delivery fee is $30."], []),
        ("The delivery fee is $20.", "The delivery fee is $30.", ["Otters sleep."], [("self_conflict", "$30")]),
        ("Dental care is covered by the plan.", "Dental care is not covered by the plan.", None,
         [("self_conflict", "not covered")]),
        ("Would the fee of $20 suit you?", "The fee is $30.", None, []),
    ],
)  # fmt: skip
def test_an_answer_against_an_earlier_one(
    earlier: str, answer: str, context: list[Any] | None, expected: list[tuple[str, str]]
) -> None:
    assert _after(earlier, answer, context) == expected


def test_an_earlier_answer_within_the_request_counts_too() -> None:
    said = [{"role": "assistant", "content": "The fee is $20 a day."}, {"role": "user", "content": "And?"}]
    event = Interaction.model_validate({"messages": said, "output": "The fee is $30 a day."})
    rules = [one.rule for one in GUARD.check([Case(event)])[0].sightings]
    assert rules == ["no_context", "self_conflict"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-05T09:00:00Z", [("number_conflict", "violation")]),
        ("2026-01-05T10:02:00Z", [("number_conflict", "violation")]),
        ("2026-01-06T00:00:00Z", [("context_newer", "cannot_tell")]),
    ],
)
def test_context_newer_than_the_answer_proves_nothing(as_of: str, expected: list[tuple[str, str]]) -> None:
    event = Interaction.model_validate(
        {
            "occurred_at": "2026-01-05T10:00:00Z",
            "context": [{"text": "The fee is $20 a day.", "as_of": as_of}],
            "output": "The fee is $30 a day.",
        }
    )
    assert [(one.rule, one.outcome) for one in GUARD.check([Case(event)])[0].sightings] == expected


def _passages(*texts: str) -> list[Passage]:
    return [Passage(text, Span(f"/context/{place}/text", 0, len(text))) for place, text in enumerate(texts)]


def test_a_context_is_read_once_and_told_from_another_by_where_its_texts_part() -> None:
    contexts = Contexts()
    one = contexts.of(_passages("ab", "c"))
    assert contexts.of(_passages("ab", "c")) is one
    assert contexts.of(_passages("a", "bc")) is not one
    assert len(contexts) == 2


def test_contexts_are_bounded_in_bytes_and_the_longest_unused_go() -> None:
    contexts = Contexts(bytes_max=20_000)
    first = contexts.of(_passages("x" * 20))
    for number in range(10):
        contexts.of(_passages(f"text {number}"))
        assert contexts.bytes <= 20_000
    assert contexts.of(_passages("x" * 20)) is not first
    contexts.of(_passages("y" * 1_000))
    assert contexts.bytes <= 20_000


def test_a_context_read_before_quotes_the_places_of_its_own_event() -> None:
    guard = ContradictionGuard()
    for number in range(2):
        items = [{"id": f"c{number}", "text": "The fee is $20 a day."}]
        event = Interaction.model_validate({"context": items, "output": "The fee is $30 a day."})
        (sighting,) = guard.check([Case(event)])[0].sightings
        assert sighting.evidence[0].context_id == f"c{number}"


def test_surrogates_in_a_context_are_no_error() -> None:
    assert conflicts_of(["The fee is $20. \ud800"], "The fee is $30. \udfff") != []
