"""Tool calls: in every shape producers send, against every kind of declaration."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from guards.case import Case, Sighting, Span
from guards.contract import ContractGuard
from schemas.interaction import Interaction

BASE: dict[str, Any] = {"tenant": "acme", "model": "m", "occurred_at": "2026-03-05T12:00:00Z", "messages": "hello"}
LOOKUP = {
    "name": "lookup",
    "parameters": {
        "type": "object",
        "required": ["member"],
        "properties": {"member": {"type": "string"}, "year": {"type": "integer"}},
        "additionalProperties": False,
    },
}


def seen(fields: dict[str, Any], *earlier: dict[str, Any]) -> list[Sighting]:
    others = tuple(Interaction.model_validate({**BASE, **each}) for each in earlier)
    case = Case(Interaction.model_validate({**BASE, **fields}), others=others)
    return list(ContractGuard().check([case])[0].sightings)


def called(arguments: Any, name: str = "lookup", tools: Any = (LOOKUP,)) -> list[Sighting]:
    return seen({"tools": list(tools), "tool_calls": [{"name": name, "arguments": arguments}]})


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ('{"member": "a"}', None),
        ('{"member": "a", "year": 2026}', None),
        ({"member": "a"}, None),
        ('{"member": 1}', "wrong type at /*: expected string, found integer"),
        ({"member": "a", "year": "x"}, "wrong type at /*: expected integer, found string"),
        ('{"member": "a", "extra": 1}', "undeclared property at /*"),
        ("{}", "required property missing at /*"),
        (None, "required property missing at /*"),
        ("", "required property missing at /*"),
        ([1], "wrong type at the top: expected object, found array"),
        ('{"member": "a', "the arguments end before their JSON is complete"),
        ("member=a", "the arguments are not JSON"),
        ('```{"member": "a"}```', "the arguments are not JSON"),
        ("[" * 300 + "]" * 300, "nested too deeply, or with characters or numbers that no reader takes"),
    ],
)
def test_arguments_against_what_the_tool_declares(arguments: Any, reason: str | None) -> None:
    found = called(arguments)
    assert [sighting.reason for sighting in found] == ([reason] if reason else [])
    assert all((each.rule, each.severity) == ("tool_arguments", "high") for each in found)


def test_the_missing_name_is_evidence_and_not_reason() -> None:
    """It came with the event: evidence is quoted from the redacted side, a reason is not."""
    (sighting,) = called("{}")
    assert sighting.evidence[0].span == Span("/tools/0/parameters/required/0", 0, 6)


def test_the_place_is_the_value_inside_the_arguments() -> None:
    (sighting,) = called('{"member": 1}')
    assert sighting.span == Span("/tool_calls/0/arguments", 11, 12)
    (sighting,) = called({"member": 1})
    assert sighting.span == Span("/tool_calls/0/arguments/member")


SHAPES: list[tuple[dict[str, Any], str]] = [
    ({"tool_calls": [{"name": "lookup", "arguments": "{"}]}, "/tool_calls/0/arguments"),
    (
        {"tool_calls": [{"type": "function", "function": {"name": "lookup", "arguments": "{"}}]},
        "/tool_calls/0/arguments",
    ),
    ({"tool_calls": [{"name": "lookup", "input": "{"}]}, "/tool_calls/0/arguments"),
    (
        {"output": [{"parts": [{"type": "tool_call", "name": "lookup", "arguments": "{"}]}]},
        "/output/0/parts/0/arguments",
    ),
    ({"output": [{"type": "function_call", "name": "lookup", "arguments": "{"}]}, "/output/0/arguments"),
    (
        {"output": [{"content": [{"type": "tool_use", "name": "lookup", "input": "{"}]}]},
        "/output/0/parts/0/attributes/input",
    ),
    (
        {
            "output": [
                {"role": "assistant", "tool_calls": [{"id": "1", "function": {"name": "lookup", "arguments": "{"}}]}
            ]
        },
        "/output/0/attributes/tool_calls/0/function/arguments",
    ),
]


@pytest.mark.parametrize(("fields", "pointer"), SHAPES)
def test_calls_in_every_shape(fields: dict[str, Any], pointer: str) -> None:
    (sighting,) = seen({"tools": [LOOKUP], **fields})
    assert (sighting.rule, sighting.span.pointer) == ("tool_arguments", pointer)


def test_a_call_listed_twice_is_judged_once() -> None:
    call = {"id": "1", "name": "lookup", "arguments": "{"}
    fields = {"tools": [LOOKUP], "tool_calls": [call], "output": [{"parts": [{"type": "tool_call", **call}]}]}
    assert len(seen(fields)) == 1


@pytest.mark.parametrize(
    ("name", "tools", "expected"),
    [
        ("lookup", [LOOKUP], []),
        ("delete", [LOOKUP], ["tool_unknown"]),
        ("delete", [], []),
        ("delete", [LOOKUP, {"type": "web_search"}], []),
        ("delete", [{"type": "function", "function": {"name": "delete"}}], []),
        ("Lookup", [LOOKUP], ["tool_unknown"]),
    ],
)
def test_a_tool_that_was_never_offered(name: str, tools: list[Any], expected: list[str]) -> None:
    assert [sighting.rule for sighting in called('{"member": "a"}', name, tools)] == expected


def test_tools_of_the_request_count() -> None:
    request = {"phase": "request", "tools": [LOOKUP]}
    fields = {"messages": [], "tool_calls": [{"name": "lookup", "arguments": "{}"}, {"name": "other"}]}
    found = seen(fields, request)
    assert [sighting.rule for sighting in found] == ["tool_arguments", "tool_unknown"]
    assert found[0].evidence[0].span.event == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "nonsense"},
        {"$ref": "http://localhost:9/never.json"},
        {"pattern": "(?<=look)behind"},
        {"properties": {"a": {"pattern": "((a{1,1000}){1,1000}){1,1000}"}}},
        "not a schema",
        [],
    ],
)
def test_a_tool_whose_schema_is_of_no_use(parameters: Any) -> None:
    (sighting,) = called('{"a": "a"}', tools=[{"name": "lookup", "parameters": parameters}])
    assert (sighting.rule, sighting.outcome, sighting.severity) == ("tool_schema_invalid", "cannot_tell", "low")


def test_a_schema_may_be_sent_as_text() -> None:
    tool = {"name": "lookup", "parameters": json.dumps(LOOKUP["parameters"])}
    assert [sighting.rule for sighting in called("{}", tools=[tool])] == ["tool_arguments"]


def test_without_a_schema_only_cut_arguments_are_told() -> None:
    tools = [{"name": "lookup"}]
    assert called("free text of a custom tool", tools=tools) == []
    assert [sighting.reason for sighting in called('{"a": ', tools=tools)] == [
        "the arguments end before their JSON is complete"
    ]


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": value}
    return value


TWICE = {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}
DOUBLING = {f"d{level}": {"anyOf": [{"$ref": f"#/$defs/d{level + 1}"}] * 2} for level in range(60)}
HOSTILE = {
    "doubling references": ({"$ref": "#/$defs/d0", "$defs": {**DOUBLING, "d60": {"type": "string"}}}, {}),
    "recursion twice per level": ({"properties": {"a": TWICE}, "required": ["a"]}, nested(60)),
    "recursion by id": (
        {"$id": "http://x.test/a", "properties": {"a": {"anyOf": [{"$ref": "a"}, {"$ref": "a"}]}}, "required": ["a"]},
        nested(60),
    ),
    "overlapping patterns": (
        {"patternProperties": {".": {"$ref": "#"}, "a": {"$ref": "#"}}, "required": ["a"]},
        nested(60),
    ),
    "large against large": (
        {"properties": {"a": {"items": {"enum": [{"a": number} for number in range(20_000)]}}}},
        {"a": [{"a": -1}] * 20_000},
    ),
    "a copy per problem": ({"required": [f"k{number}" for number in range(5000)]}, {"a": "x" * 400_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_schema_of_an_event_stands_in_the_way_of_a_partition(name: str) -> None:
    parameters, arguments = HOSTILE[name]
    begun = time.perf_counter()
    (sighting,) = called(arguments, tools=[{"name": "lookup", "parameters": parameters}])
    assert time.perf_counter() - begun < 1
    assert sighting.rule == "tool_schema_invalid"


def test_a_recursive_schema_of_a_real_tool_is_judged() -> None:
    """A filter language: and, or, not. Twenty levels would be refused, and nobody writes them."""
    parameters = {
        "$ref": "#/$defs/filter",
        "$defs": {
            "filter": {
                "type": "object",
                "properties": {
                    "and": {"type": "array", "items": {"$ref": "#/$defs/filter"}},
                    "or": {"type": "array", "items": {"$ref": "#/$defs/filter"}},
                    "field": {"type": "string"},
                },
            }
        },
    }
    tools = [{"name": "lookup", "parameters": parameters}]
    assert called({"and": [{"or": [{"field": "a"}, {"and": [{"field": "b"}]}]}]}, tools=tools) == []
    assert [each.rule for each in called({"and": [{"or": [{"field": 1}]}]}, tools=tools)] == ["tool_arguments"]
