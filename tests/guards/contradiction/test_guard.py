"""The guard's face: three outcomes, places, evidence and scores."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from guards.case import Case, Guard
from guards.contradiction import ContradictionGuard
from guards.contradiction.conflict import REASONS
from guards.contradiction.context import CHARACTERS_MAX
from schemas.interaction import Interaction
from tests.guards.contradiction.cases import Quoted, case_of, conflicts_of, quoted, verdict_of

GUARD = ContradictionGuard()
PLAN = "The annual deductible is $1,500 for in-network care."


def test_it_is_a_guard() -> None:
    guard: Guard = GUARD
    assert guard.name == "contradiction"


def test_one_verdict_per_case_in_order() -> None:
    cases = [case_of([PLAN], "Your deductible is $2,500."), case_of([PLAN], "Your deductible is $1,500.")]
    assert [len(verdict.sightings) for verdict in GUARD.check(cases)] == [1, 0]


def test_a_request_has_nothing_to_judge() -> None:
    event = Interaction.model_validate({"messages": "What is my deductible?", "context": PLAN})
    verdict = GUARD.check([Case(event)])[0]
    assert (verdict.sightings, verdict.scores) == ((), {})


@pytest.mark.parametrize("contexts", [[], [""], [" \n "]])
def test_without_context_it_cannot_tell(contexts: list[str]) -> None:
    verdict = verdict_of(contexts, "Your deductible is $2,500.")
    assert [(one.rule, one.outcome, one.severity) for one in verdict.sightings] == [
        ("no_context", "cannot_tell", "low")
    ]
    assert "coverage" not in verdict.scores


def test_with_nothing_to_compare_it_cannot_tell() -> None:
    verdict = verdict_of([PLAN], "Please call us tomorrow.")
    assert [(one.rule, one.outcome) for one in verdict.sightings] == [("nothing_comparable", "cannot_tell")]
    assert verdict.scores["coverage"] == 0.0


def test_a_conflict_says_where_both_sides_stand() -> None:
    event = Interaction.model_validate(
        {
            "context": ["Hello.", {"id": "plan", "text": PLAN, "source": "plans", "as_of": "2026-01-02T00:00:00Z"}],
            "output": [{"role": "assistant", "parts": ["Good news!", "Your deductible is $2,500."]}],
        }
    )
    (sighting,) = GUARD.check([Case(event)])[0].sightings
    assert (sighting.span.pointer, sighting.span.start, sighting.span.end) == ("/output/0/parts/1/content", 19, 25)
    (other,) = sighting.evidence
    assert (other.span.pointer, other.span.start, other.span.end) == ("/context/1/text", 25, 31)
    assert (other.context_id, other.source, other.as_of) == ("plan", "plans", datetime(2026, 1, 2, tzinfo=UTC))
    assert sighting.reason == REASONS["number_conflict"]
    assert sighting.replace is None


def test_the_context_of_the_request_is_the_other_events() -> None:
    request = Interaction.model_validate({"messages": "?", "context": PLAN, "correlation_id": "c"})
    response = Interaction.model_validate({"output": "Your deductible is $2,500.", "correlation_id": "c"})
    (sighting,) = GUARD.check([Case(response, others=(request,))])[0].sightings
    assert sighting.span.event == 0
    assert sighting.evidence[0].span.event == 1


def test_a_fact_that_any_passage_supports_is_no_conflict() -> None:
    assert conflicts_of([PLAN, "For 2026 the deductible is $2,500."], "Your deductible is $2,500.") == []
    assert (
        conflicts_of([{"deductible_usd": 1500}, "For 2026 the deductible is $2,500."], "Your deductible is $2,500.")
        == []
    )


def test_scores_count_claims_and_support_falls_with_conflicts() -> None:
    good = verdict_of([PLAN], "Your annual deductible is $1,500.").scores
    bad = verdict_of([PLAN], "Your annual deductible is $2,500.").scores
    assert (good["claims"], good["compared"], good["supported"], good["conflicts"]) == (1, 1, 1, 0)
    assert (bad["claims"], bad["compared"], bad["supported"], bad["conflicts"]) == (1, 1, 0, 1)
    assert good["coverage"] == bad["coverage"] == 1.0
    assert 0 <= bad["support"] < good["support"] <= 1


def test_the_weakest_sentences_make_the_support() -> None:
    said = "Your annual deductible applies in-network. " * 5
    assert (
        verdict_of([PLAN], said + "Otters sleep floating.").scores["support"]
        < verdict_of([PLAN], said).scores["support"]
    )


def test_no_reason_holds_text_of_the_event() -> None:
    for sighting in verdict_of(
        ["The deductible is $1,500. Xyzzy is covered."], "The deductible is $2,500. Xyzzy is not covered."
    ).sightings:
        assert sighting.reason in REASONS.values()


def test_the_sentence_with_two_values_names_the_wrong_one() -> None:
    context = "The deductible is $1,500 and the specialist copay is $40."
    assert conflicts_of([context], "The deductible is $1,500 and the specialist copay is $60.") == [
        Quoted("number_conflict", "medium", "$60", "$40")
    ]


def test_places_are_code_points_also_after_wide_characters() -> None:
    case = case_of(["🦦🦦 The deductible is $1,500."], "İ! 🦦 Your deductible is $2,500.")
    (sighting,) = GUARD.check([case])[0].sightings
    assert quoted(case, sighting) == Quoted("number_conflict", "medium", "$2,500", "$1,500")


def test_prose_within_json_is_read_where_it_stands() -> None:
    context = {"doc": {"body": 'Note:\n"Members" pay. The annual deductible is $1,500 for in-network care.'}}
    assert conflicts_of([context], "Your deductible is $2,500.") == [
        Quoted("number_conflict", "medium", "$2,500", "$1,500")
    ]


def calls_of(context: str, answer: str) -> int:
    """How many functions of Python are called to judge an answer: work, whatever the machine does meanwhile."""
    case = Case(Interaction.model_validate({"context": [{"text": context}], "output": answer}))
    guard, calls = ContradictionGuard(), 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        guard.check([case])
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "document",
    [lambda n: [1] * n, lambda n: list(range(n)), lambda n: [{"name": "a", "size": 1}] * n, lambda n: {"a": [[1]] * n}],
    ids=["equal", "distinct", "rows", "nested"],
)
def test_json_of_ten_times_the_length_is_ten_times_the_work(document: Callable[[int], object]) -> None:
    few, many = (calls_of(text, text) for text in (json.dumps(document(n)) for n in (100, 1_000)))
    assert many < 13 * few


def test_what_may_stand_beyond_the_bound_cannot_be_told() -> None:
    beyond = ["Otters sleep. " + " " * CHARACTERS_MAX + "The deductible is $2,500."]
    verdict = verdict_of(beyond, "The deductible is $2,500.")
    assert [(one.rule, one.outcome) for one in verdict.sightings] == [("context_cut", "cannot_tell")]
    early = ["The deductible is $1,500. " + " " * CHARACTERS_MAX + "For 2026 the deductible is $2,500."]
    assert conflicts_of(early, "The deductible is $2,500.") == []
    assert [one.rule for one in verdict_of(early, "The deductible is $2,500.").sightings] == ["context_cut"]


def test_a_state_stands_in_its_clause() -> None:
    context = {"plan": "Gold", "copay": 30, "status": "inactive"}
    found = conflicts_of([context], "The plan is active and your copay is $45.")
    assert found[0] == Quoted("slot_conflict", "medium", "active", "inactive")
    assert [(one.said, one.known) for one in found[1:]] in ([], [("$45", "30")])
