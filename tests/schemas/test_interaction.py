"""Lenient reading: what producers really send, and that nothing of it is lost or fatal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import ContextItem, Interaction, Message, Part, Tool, ToolCall, Usage
from schemas.interaction import Phase
from tests.schemas.records import JSON


def read(**fields: Any) -> Interaction:
    return Interaction.model_validate(fields)


def said(event: Interaction) -> dict[str, Any]:
    """The event as it would be written again."""
    found: dict[str, Any] = json.loads(event.model_dump_json(exclude_unset=True))
    return found


ODD = {"x_custom": {"deep": [1, None, "a"]}}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        (ODD, ()),
        ({"messages": [ODD]}, ("messages", 0)),
        ({"messages": [{"parts": [ODD]}]}, ("messages", 0, "parts", 0)),
        ({"output": [{"content": [ODD]}]}, ("output", 0, "parts", 0)),
        ({"context": [ODD]}, ("context", 0)),
        ({"tools": [ODD]}, ("tools", 0)),
        ({"tool_calls": [{"function": ODD}]}, ("tool_calls", 0)),
        ({"usage": ODD}, ("usage",)),
        ({"evaluations": [ODD]}, ("evaluations", 0)),
    ],
)
def test_unknown_fields_are_kept_where_they_were(sent: dict[str, Any], where: tuple[str | int, ...]) -> None:
    found: Any = said(read(**sent))
    for step in where:
        found = found[step]
    assert found["attributes"]["x_custom"] == ODD["x_custom"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"a": 1, "attributes": {"b": 2}}, {"a": 1, "b": 2}),
        ({"a": 1, "attributes": {"a": 2}}, {"a": 1, "attributes": {"a": 2}}),
        ({"attributes": "odd"}, {"attributes": "odd"}),
        ({"a": 1, "attributes": [2]}, {"a": 1, "attributes": [2]}),
        ({"attributes": None}, {}),
        ({"attributes": {}}, {}),
        ({"a": None}, {"a": None}),
    ],
)
def test_attributes_of_ones_own_and_unknown_fields_share_a_place(sent: dict[str, Any], kept: dict[str, Any]) -> None:
    assert read(**sent).attributes == kept


@settings(max_examples=150, deadline=None)
@given(
    sent=st.dictionaries(st.text(max_size=3).map("x_".__add__), JSON, max_size=3), own=st.dictionaries(st.text(), JSON)
)
def test_nothing_unknown_is_lost(sent: dict[str, Any], own: dict[str, Any]) -> None:
    kept = read(**sent, attributes=own).attributes
    declared = kept["attributes"] if sent.keys() & own.keys() else kept
    assert {name: kept[name] for name in sent} == sent
    assert {name: declared[name] for name in own} == own  # type: ignore[index,call-overload]


@pytest.mark.parametrize("name", sorted(Interaction.model_fields))
def test_null_is_as_good_as_absent(name: str) -> None:
    event = read(**{name: None})
    assert event == Interaction()
    assert name not in event.model_fields_set


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"prompt_tokens": 7}, Usage(input_tokens=7)),
        ({"prompt_tokens": 7, "input_tokens": None}, Usage(input_tokens=7)),
        ({"prompt_tokens": 7, "input_tokens": 8}, Usage(input_tokens=8, attributes={"prompt_tokens": 7})),
        ({"completion_tokens": "7"}, Usage(output_tokens=7)),
        ({"cost_usd": 1}, Usage(cost=1.0)),
        ({"total_tokens": 9}, Usage(attributes={"total_tokens": 9})),
    ],
)
def test_names_that_vendors_use(sent: dict[str, Any], kept: Usage) -> None:
    assert read(usage=sent).usage == kept


def text_part(content: str) -> Part:
    return Part(type="text", content=content)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Hello", (Message(parts=(text_part("Hello"),)),)),
        (["Hello"], (Message(parts=(text_part("Hello"),)),)),
        ({"role": "assistant", "content": "Hello"}, (Message(role="assistant", content="Hello"),)),
        ([{"role": "assistant", "content": "Hello"}], (Message(role="assistant", content="Hello"),)),
        (
            [{"role": "user", "content": ["Hello", "again"]}],
            (Message(role="user", parts=(text_part("Hello"), text_part("again"))),),
        ),
        ([{"content": [{"type": "text", "text": "Hello"}]}], (Message(parts=(Part(type="text", text="Hello"),)),)),
        ([{"parts": "Hello"}], (Message(parts=(text_part("Hello"),)),)),
        ([{"parts": ["Hello"]}], (Message(parts=(text_part("Hello"),)),)),
        ([{"content": {"plan": "A"}}], (Message(parts=(Part(type="text", content={"plan": "A"}),)),)),
        ([{"type": "text", "content": "Hello"}], (Message(type="text", content="Hello"),)),
        (
            [{"role": "assistant", "content": None, "tool_calls": []}],
            (Message(role="assistant", attributes={"tool_calls": []}),),
        ),
        ([], ()),
    ],
)
def test_messages_in_the_shapes_of_chat_apis(sent: Any, kept: tuple[Message, ...]) -> None:
    assert read(output=sent).output == kept
    assert read(messages=sent).messages == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a passage", ContextItem(text="a passage")),
        ({"content": "a passage", "id": 7}, ContextItem(id="7", text="a passage")),
        ({"text": {"plan": "A", "amount": 500}}, ContextItem(text='{"plan":"A","amount":500}')),
        ({"text": [1, 2]}, ContextItem(text="[1,2]")),
        ({"text": 500}, ContextItem(text="500")),
    ],
)
def test_context_in_its_shapes(sent: Any, kept: ContextItem) -> None:
    assert read(context=[sent]).context == (kept,)
    assert read(context=sent).context == (kept,)


def test_tools_and_calls_of_chat_apis() -> None:
    event = read(
        tools=[
            {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}},
            {"name": "g", "input_schema": {}},
        ],
        tool_calls=[{"id": "c1", "function": {"name": "find", "arguments": "{}"}}, {"name": "g", "input": {"a": 1}}],
    )
    assert event.tools == (
        Tool(name="find", parameters={"type": "object"}, attributes={"type": "function"}),
        Tool(name="g", parameters={}),
    )
    assert event.tool_calls == (ToolCall(id="c1", name="find", arguments="{}"), ToolCall(name="g", arguments={"a": 1}))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-01T02:00:00+02:00", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01 00:00", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00:00.123456789Z", datetime(2026, 1, 1, 0, 0, 0, 123_456, UTC)),
        (1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (1_700_000_000_500, datetime(2023, 11, 14, 22, 13, 20, 500_000, UTC)),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_instants_in_their_spellings(sent: Any, kept: datetime) -> None:
    assert read(occurred_at=sent).occurred_at == kept


@pytest.mark.parametrize(
    ("sent", "phase"),
    [
        ({}, "request"),
        ({"messages": "Hi"}, "request"),
        ({"output": "Hello"}, "response"),
        ({"tool_calls": [{}]}, "response"),
        ({"error_type": "timeout"}, "response"),
        ({"finish_reasons": "length"}, "response"),
        ({"messages": "Hi", "output": "Hello"}, "exchange"),
        ({"messages": "Hi", "output": "Hello", "phase": "response"}, "response"),
    ],
)
def test_the_phase_follows_from_what_is_there(sent: dict[str, Any], phase: Phase) -> None:
    assert read(**sent).resolved_phase() == phase


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ({"tenant": "acme", "conversation_id": "c1", "correlation_id": "r1"}, "acme|c1"),
        ({"tenant": "acme", "correlation_id": "r1"}, "acme|r1"),
        ({"conversation_id": 7}, "|7"),
        ({"tenant": "acme"}, None),
    ],
)
def test_what_a_response_finds_its_request_by(sent: dict[str, Any], key: str | None) -> None:
    assert read(**sent).join_key() == key


def test_an_event_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(read(event_id="e1"), "event_id", "e2")  # noqa: B010


@settings(max_examples=200, deadline=None)
@given(sent=st.dictionaries(st.sampled_from(sorted(Interaction.model_fields)), JSON, max_size=4))
def test_reading_an_event_again_changes_nothing(sent: dict[str, Any]) -> None:
    try:
        event = read(**sent)
    except ValidationError:
        return
    assert read(**said(event)) == event
