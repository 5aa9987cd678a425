"""How an answer ended: truncated, filtered, empty, or of another type than before."""

from __future__ import annotations

from typing import Any

import pytest

from guards.case import Case, Sighting, Span
from guards.contract import ContractGuard
from schemas.interaction import Interaction

BASE: dict[str, Any] = {"tenant": "acme", "model": "m", "occurred_at": "2026-03-05T12:00:00Z", "messages": "hello"}


def seen(fields: dict[str, Any], *earlier: dict[str, Any]) -> list[Sighting]:
    others = tuple(Interaction.model_validate({**BASE, **each}) for each in earlier)
    case = Case(Interaction.model_validate({**BASE, **fields}), others=others)
    return list(ContractGuard().check([case])[0].sightings)


def rules(fields: dict[str, Any], *earlier: dict[str, Any]) -> list[str]:
    return [sighting.rule for sighting in seen(fields, *earlier)]


@pytest.mark.parametrize(
    "reason", ["length", "max_tokens", "MAX_TOKENS", "FinishReason.MAX_TOKENS", "max_output_tokens", " Length "]
)
def test_an_answer_that_ran_out_of_tokens(reason: str) -> None:
    (sighting,) = seen({"output": "and the copay is", "finish_reasons": [reason]})
    assert (sighting.rule, sighting.severity) == ("truncated", "high")
    assert sighting.span == Span("/output/0/parts/0/content", 0, 16)
    assert sighting.evidence[0].span.pointer == "/finish_reasons/0"


@pytest.mark.parametrize("reason", ["stop", "end_turn", "STOP", "tool_calls", "", "lengthy", "max"])
def test_an_answer_that_ended_by_itself(reason: str) -> None:
    assert rules({"output": "done", "finish_reasons": [reason]}) == []


def test_the_place_is_the_end_of_a_long_answer() -> None:
    (sighting,) = seen({"output": "x" * 500, "finish_reasons": "length"})
    assert (sighting.span.start, sighting.span.end) == (420, 500)


def test_each_choice_has_its_own_reason() -> None:
    sightings = seen({"output": [{"content": "one"}, {"content": "two"}], "finish_reasons": ["stop", "length"]})
    assert [(sighting.rule, sighting.span.pointer) for sighting in sightings] == [("truncated", "/output/1/content")]


def test_the_reason_may_stand_in_the_message() -> None:
    (sighting,) = seen({"output": [{"content": "one", "finish_reason": "length"}], "finish_reasons": ["length"]})
    assert sighting.evidence[0].span.pointer == "/output/0/finish_reason"


@pytest.mark.parametrize("reason", ["content_filter", "SAFETY", "refusal", "guardrail_intervened"])
def test_a_filtered_answer_is_not_called_empty(reason: str) -> None:
    (sighting,) = seen({"output": [], "finish_reasons": [reason]})
    assert (sighting.rule, sighting.severity) == ("content_filter", "medium")


@pytest.mark.parametrize(
    ("fields", "empty"),
    [
        ({"output": "", "phase": "response"}, True),
        ({"output": " \n\t", "phase": "exchange"}, True),
        ({"output": [{"parts": [{"type": "reasoning", "content": "hm"}]}]}, True),
        ({"output": [], "finish_reasons": ["stop"]}, True),
        ({"output": [{"role": "tool", "content": "42"}], "phase": "response"}, True),
        ({"output": "0"}, False),
        ({"output": [], "phase": "response", "error_type": "rate_limit"}, False),
        ({"output": [{"parts": [{"type": "image", "content": "…"}]}]}, False),
        ({"output": [{"parts": [{"type": "text", "content": {"a": 1}}]}]}, False),
        ({"output": [{"parts": [{"type": "tool_call", "name": "f"}]}]}, False),
        ({"output": [], "tool_calls": [{"name": "f"}]}, False),
        ({"output": [{"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f"}}]}]}, False),
        ({"phase": "request"}, False),
    ],
)
def test_an_answer_with_nothing_in_it(fields: dict[str, Any], empty: bool) -> None:
    assert ("empty_output" in rules(fields)) == empty


JSON_TURN = {"output": '{"copay": 30}'}


def test_an_answer_of_another_type_than_all_before() -> None:
    (sighting,) = seen({"output": "The copay is 30."}, JSON_TURN, JSON_TURN)
    assert (sighting.rule, sighting.severity) == ("type_changed", "medium")
    assert sighting.confidence == 0.75
    assert (sighting.evidence[0].span.event, sighting.evidence[0].span.pointer) == (2, "/output/0/parts/0/content")


@pytest.mark.parametrize(
    ("output", "earlier", "changed"),
    [
        ("[1]", [JSON_TURN], True),
        ('{"other": 1}', [JSON_TURN], False),
        ("prose", [], False),
        ("prose", [JSON_TURN, {"output": "prose"}], False),
        ("prose", [JSON_TURN, {"output": "[1]"}], False),
        ("prose", [{**JSON_TURN, "workflow": "other"}], False),
        ("prose", [{**JSON_TURN, "contract": "other@1"}], False),
        ('{"copay": 30}', [{"output": "prose"}], False),
        ("prose", [JSON_TURN] + [{"output": "prose"}] * 5, False),
        ("```json\n{}\n```", [JSON_TURN], True),
        ({"content": {"copay": 1}}, [JSON_TURN], False),
    ],
)
def test_when_a_type_has_changed(output: Any, earlier: list[dict[str, Any]], changed: bool) -> None:
    assert ("type_changed" in rules({"output": output}, *earlier)) == changed


def test_an_aside_on_the_way_to_a_tool_changes_nothing() -> None:
    assert rules({"output": "let me look", "finish_reasons": ["tool_calls"]}, JSON_TURN) == []
