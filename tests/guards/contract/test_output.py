"""The declared output: contracts, requested formats, and where a break of either stands."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from guards.case import Case, Sighting, Span
from guards.contract import ContractGuard
from schemas.contracts import Contract
from schemas.interaction import Interaction

BASE: dict[str, Any] = {"tenant": "acme", "model": "m", "occurred_at": "2026-03-05T12:00:00Z", "messages": "hello"}
PLAN = {
    "type": "object",
    "required": ["member", "copay"],
    "properties": {
        "member": {"type": "string", "maxLength": 8},
        "copay": {"type": "integer", "minimum": 0},
        "tier": {"enum": ["gold", "silver"]},
        "since": {"type": "string", "format": "date"},
        "visits": {"type": "array", "items": {"type": "object", "properties": {"cost": {"type": "number"}}}},
    },
    "additionalProperties": False,
}
AT = "/output/0/parts/0/content"


def seen(output: Any, schema: Any = PLAN, **fields: Any) -> list[Sighting]:
    event = Interaction.model_validate({**BASE, "output": output, "contract": "plan@1", **fields})
    contract = Contract(ref="plan@1", json_schema=schema) if schema is not None else None
    return list(ContractGuard().check([Case(event, contract=contract)])[0].sightings)


def rules(output: Any, schema: Any = PLAN, **fields: Any) -> list[str]:
    return [sighting.rule for sighting in seen(output, schema, **fields)]


@pytest.mark.parametrize(
    ("output", "reason", "place"),
    [
        ('{"member": "a", "copay": "3"}', "wrong type at /copay: expected integer, found string", '"3"'),
        ('{"member": "a", "copay": -3}', "below the declared range at /copay", "-3"),
        ('{"member": "abcdefghi", "copay": 3}', "longer than declared at /member", '"abcdefghi"'),
        ('{"member": "a", "copay": 3, "tier": "tin"}', "not one of the declared values at /tier", '"tin"'),
        ('{"member": "a", "copay": 3, "since": "now"}', "not in the declared format at /since", '"now"'),
        ('{"copay": 3}', "required property missing at /member", '{"copay": 3}'),
        ('{"member": "a", "copay": 3, "note": "x"}', "undeclared property at /*", '"x"'),
        (
            '{"member": "a", "copay": 3, "visits": [{}, {"cost": "free"}]}',
            "wrong type at /visits/1/cost: expected number, found string",
            '"free"',
        ),
        ("[1]", "wrong type at the top: expected object, found array", "[1]"),
        ("null", "wrong type at the top: expected object, found null", "null"),
    ],
)
def test_each_break_says_what_and_stands_where(output: str, reason: str, place: str) -> None:
    (sighting,) = seen(output)
    assert (sighting.rule, sighting.severity, sighting.reason) == ("schema", "high", reason)
    assert sighting.span.pointer == AT
    assert output[sighting.span.start : sighting.span.end] == place


@pytest.mark.parametrize(
    "output",
    [
        '{"member": "a", "copay": 3}',
        ' {"member": "a", "copay": 3.0, "visits": [{"cost": 1}, {}]}\n',
        '{"member": "\\u0061", "copay": 3, "since": "2026-01-31"}',
        [{"type": "text", "content": '{"member": "a", '}, {"type": "text", "content": '"copay": 3}'}],
        [{"type": "reasoning", "content": "prose"}, {"type": "text", "content": '{"member": "a", "copay": 3}'}],
        [{"role": "tool", "content": "rows"}, {"role": "assistant", "content": '{"member": "a", "copay": 3}'}],
        [
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": '{"member": "a", "copay": 3}'}],
            }
        ],
        {"role": "assistant", "content": {"member": "a", "copay": 3}},
    ],
)
def test_an_output_that_keeps_its_promise(output: Any) -> None:
    assert seen(output) == []


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ('{"member": "a", "cop', ["cut_json"]),
        ('```json\n{"member": "a", "copay": 3}\n```', ["fenced_json"]),
        ('```json\n{"member": "a"}\n```', ["fenced_json", "schema"]),
        ('```json\n{"member": "a", ', ["cut_json"]),
        ('Here you are: {"member": "a", "copay": 3}', ["fenced_json"]),
        ("I cannot answer that [1].", ["not_json"]),
        ("{'member': 'a'}", ["not_json"]),
        ("Replace {} by the member.", ["not_json"]),
        ("[" * 300 + "]" * 300, ["unreadable_json"]),
    ],
)
def test_json_that_is_none_or_not_all(output: str, expected: list[str]) -> None:
    assert rules(output) == expected


def test_severities_of_broken_json() -> None:
    texts = ["{", "prose", '```\n{"copay": 1}\n```', "[" * 300 + "]" * 300]
    found = {each.rule: (each.severity, each.outcome) for text in texts for each in seen(text)}
    assert found["cut_json"] == ("high", "violation")
    assert found["not_json"] == ("high", "violation")
    assert found["fenced_json"] == ("medium", "violation")
    assert found["unreadable_json"] == ("medium", "cannot_tell")


def test_a_value_given_as_json_is_located_by_pointer() -> None:
    sightings = seen({"role": "assistant", "content": {"member": "a", "copay": "x", "no/te": 1}})
    assert [(each.span, each.reason) for each in sightings] == [
        (Span(f"{AT}/copay"), "wrong type at /copay: expected integer, found string"),
        (Span(f"{AT}/no~1te"), "undeclared property at /*"),
    ]


def test_a_break_in_a_later_part_stands_in_that_part() -> None:
    (sighting,) = seen([{"type": "text", "content": '{"member": "a", '}, {"type": "text", "content": '"copay": "3"}'}])
    assert sighting.span == Span("/output/1/content", 9, 12)


def test_breaks_at_one_place_are_one_sighting() -> None:
    (sighting,) = seen("{}")
    assert sorted(sighting.reason.split("; ")) == [
        "required property missing at /copay",
        "required property missing at /member",
    ]


def test_no_more_than_twenty_breaks_are_told() -> None:
    output = json.dumps(list(range(1000)))
    assert len(seen(output, {"type": "array", "items": {"type": "string"}})) == 20


def test_a_thousand_broken_answers_are_told_twenty_times() -> None:
    assert len(seen([{"role": "assistant", "content": "prose"}] * 1000)) == 20


def test_values_and_foreign_names_are_never_told() -> None:
    secret = "hunter2canary"
    for sighting in seen(json.dumps({secret: secret, "copay": secret, "visits": [{secret: 1, "cost": secret}]})):
        assert secret not in sighting.reason


@pytest.mark.parametrize(
    ("schema", "output", "expected"),
    [
        ({"type": "string", "maxLength": 5}, "short", []),
        ({"type": "string", "maxLength": 5}, "too long", ["schema"]),
        ({"type": "string"}, "123", []),
        ({"enum": ["yes", "no"]}, "yes", []),
        ({"properties": {"a": {}}, "required": ["a"]}, "prose is not what they meant", ["not_json"]),
        ({"$ref": "#/$defs/Plan", "$defs": {"Plan": {"type": "object"}}}, "prose", ["not_json"]),
        ({"type": "array"}, "See [1, 2].", ["fenced_json"]),
        ({"type": ["object", "null"]}, "null", []),
        ({}, "anything", []),
    ],
)
def test_contracts_of_every_kind(schema: dict[str, Any], output: str, expected: list[str]) -> None:
    assert rules(output, schema) == expected


def test_a_contract_that_is_not_in_the_folder() -> None:
    (sighting,) = seen("{}", None)
    assert (sighting.rule, sighting.severity, sighting.span) == ("contract_unknown", "high", Span("/contract", 0, 6))


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://localhost:9/never.json"},
        {"$ref": "file:///etc/hostname"},
        {"type": "nonsense"},
        {"pattern": "(?=look)ahead"},
    ],
)
def test_a_contract_that_cannot_be_used(schema: dict[str, Any]) -> None:
    assert rules("{}", schema) == ["contract_invalid"]


def test_no_reference_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a guard opened a connection"))
    begun = time.perf_counter()
    assert rules("{}", {"$ref": "http://10.255.255.1/schema.json"}) == ["contract_invalid"]
    assert time.perf_counter() - begun < 0.5


def test_a_catastrophic_pattern_takes_linear_time() -> None:
    schema = {"type": "object", "properties": {"member": {"pattern": "^(a+)+$"}}}
    begun = time.perf_counter()
    assert rules(json.dumps({"member": "a" * 100_000 + "b"}), schema) == ["schema"]
    assert time.perf_counter() - begun < 1


def test_many_breaks_of_a_large_value_do_not_copy_it_for_each() -> None:
    schema = {"type": "object", "required": [f"k{number}" for number in range(2000)]}
    begun = time.perf_counter()
    assert rules(json.dumps({"a": "x" * 400_000}), schema) == ["schema"]
    assert time.perf_counter() - begun < 1


def test_a_reloaded_contract_of_equal_name_is_used() -> None:
    guard = ContractGuard()
    event = Interaction.model_validate({**BASE, "output": "{}", "contract": "plan@1"})
    for schema, expected in (({"type": "object"}, 0), ({"type": "array"}, 1), ({"type": "object"}, 0)):
        case = Case(event, contract=Contract(ref="plan@1", json_schema=schema))
        assert len(guard.check([case])[0].sightings) == expected


def asked(output: Any, parameters: dict[str, Any], request: dict[str, Any] | None = None) -> list[Sighting]:
    others = (Interaction.model_validate({**BASE, **request}),) if request else ()
    fields = {**BASE, "output": output, "parameters": parameters, "messages": [] if request else "hello"}
    return list(ContractGuard().check([Case(Interaction.model_validate(fields), others=others)])[0].sightings)


SCHEMA = {"type": "object", "required": ["copay"], "properties": {"copay": {"type": "integer"}}}


def wanting(schema: dict[str, Any]) -> dict[str, Any]:
    return {"response_format": {"type": "json_schema", "json_schema": {"schema": schema}}}


@pytest.mark.parametrize(
    ("parameters", "output", "expected"),
    [
        ({"response_format": {"type": "json_object"}}, "{}", []),
        ({"response_format": {"type": "json_object"}}, "prose", ["not_json"]),
        ({"response_format": {"type": "json_object"}}, "[]", ["schema"]),
        (wanting(SCHEMA), '{"copay": "x"}', ["schema"]),
        (wanting(SCHEMA), '{"copay": 3}', []),
        ({"text": {"format": {"type": "json_schema", "schema": SCHEMA}}}, "{}", ["schema"]),
        (wanting({"type": "x"}), "{}", ["schema_invalid"]),
        (wanting({"type": "x"}), "prose", ["not_json", "schema_invalid"]),
        ({"response_mime_type": "application/json"}, "[1]", []),
        ({"response_mime_type": "application/json"}, "{", ["cut_json"]),
        ({"response_format": {"type": "text"}}, "prose", []),
        ({"response_format": "json"}, "prose", []),
        ({"response_format": None, "text": [], "temperature": 0}, "prose", []),
    ],
)
def test_json_that_the_request_asked_for(parameters: dict[str, Any], output: str, expected: list[str]) -> None:
    assert [sighting.rule for sighting in asked(output, parameters)] == expected


def test_a_response_is_held_to_its_request() -> None:
    request = {"phase": "request", "parameters": wanting(SCHEMA)}
    (sighting,) = asked("{}", {}, request)
    assert sighting.reason == "required property missing at /*"
    evidence = sighting.evidence[0].span
    assert evidence == Span("/parameters/response_format/json_schema/schema/required/0", 0, 5, event=1)


def test_what_a_model_says_before_it_calls_a_tool_is_no_answer() -> None:
    aside = [{"role": "assistant", "content": "let me look", "finish_reason": "tool_calls"}]
    assert "not_json" not in [each.rule for each in asked(aside, {"response_format": {"type": "json_object"}})]
