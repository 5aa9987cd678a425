"""Attribute lists: what is a field under its name, what stays a record, and where each value stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guards.contradiction.facts.attributes import attributed
from guards.contradiction.facts.jsontext import json_slots
from guards.contradiction.facts.tables import table_slots
from tests.guards.contradiction.cases import conflicts_of

SPECS = [{"name": "Size", "value": "5.1 inches"}, {"name": "Weight", "value": "140 g"}]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        # pairs
        ({"specs": SPECS}, {("specs", "Size"): "5.1 inches", ("specs", "Weight"): "140 g"}),
        (SPECS, {("Size",): "5.1 inches", ("Weight",): "140 g"}),
        ({"a": [{"val": 3, "attribute_name": "Doors"}]}, {("a", "Doors"): "3"}),
        ({"a": [{"spec": {"key": "Colour", "content": "red"}}]}, {("a", "Colour"): "red"}),
        ({"faq": [{"question": "Is parking free?", "answer": "Yes"}]}, {("faq", "Is parking free?"): "Yes"}),
        ({"fees": [{"label": "Cleaning", "amount": 30}]}, {("fees", "Cleaning", "amount"): "30"}),
        ({"fees": [{"label": "Cleaning", "value_usd": 30}]}, {("fees", "Cleaning", "value_usd"): "30"}),
        ({"tests": [{"name": "Mass", "value": 3, "unit": "kg"}]}, {("tests", "Mass kg"): "3"}),
        ([{"sku": "A1", "specs": SPECS, "stock": 4}], {(0, "sku"): "A1", (0, "specs", "Size"): "5.1 inches",
                                                       (0, "specs", "Weight"): "140 g", (0, "stock"): "4"}),
        # sections
        ({"p": [{"category": "Body", "list": SPECS}]}, {("p", "Body", "Size"): "5.1 inches",
                                                        ("p", "Body", "Weight"): "140 g"}),
        ([{"category": "Body", "list": SPECS}], {("Body", "Size"): "5.1 inches", ("Body", "Weight"): "140 g"}),
        # near misses: another scalar, another key, an element within, a name that is none
        ([{"name": "Ann", "value": 3, "age": 41}], {(0, "name"): "Ann", (0, "value"): "3", (0, "age"): "41"}),
        ([{"name": "Ann", "city": "Rome"}], {(0, "name"): "Ann", (0, "city"): "Rome"}),
        ([{"date": "1 May", "value": 3}], {(0, "date"): "1 May", (0, "value"): "3"}),
        ([{"name": "Ann", "value": 3, "tags": ["x"]}], {(0, "name"): "Ann", (0, "value"): "3", (0, "tags", 0): "x"}),
        ([{"name": 7, "value": 3}], {(0, "name"): "7", (0, "value"): "3"}),
        ([{"name": "7", "value": 3}], {(0, "name"): "7", (0, "value"): "3"}),
        ([{"a": {"b": {"name": "x", "value": 3}}}], {(0, "a", "b", "name"): "x", (0, "a", "b", "value"): "3"}),
        ([{"name": "x" * 81, "value": 3}], {(0, "name"): "x" * 81, (0, "value"): "3"}),
        ({"name": "Ann", "value": 3}, {("name",): "Ann", ("value",): "3"}),
        ([{"name": "Ann", "in": {"value": 3}}], {(0, "name"): "Ann", (0, "in", "value"): "3"}),
        ([{"text": "Ann", "value": 3}], {(0, "text"): "Ann", (0, "value"): "3"}),
        ([{"category": "Body", "no": 2, "list": SPECS[:1]}], {(0, "category"): "Body", (0, "no"): "2",
                                                              (0, "list", "Size"): "5.1 inches"}),
    ],
    ids=lambda value: repr(value)[:60],
)  # fmt: skip
def test_fields_of_a_document(document: Any, expected: dict[tuple[str | int, ...], str]) -> None:
    text = json.dumps(document)
    slots = attributed(json_slots(text) or [])
    assert {slot.path: slot.text for slot in slots} == expected
    assert all(text[slot.start : slot.end] == slot.text for slot in slots)


def test_a_table_of_attributes() -> None:
    slots, _ = table_slots("| Attribute | Value |\n|---|---|\n| Doors | 5 |\n| Colour | red |\n")
    assert {slot.path: slot.text for slot in attributed(slots)} == {(0, "Doors"): "5", (0, "Colour"): "red"}


BATTERY = [{"name": "Life", "value": "11 hours"}, {"name": "Charging", "value": "45 min"}]
PHONE = {
    "name": "Orla 3",
    "spec": [{"category": "Body", "specifications": SPECS}, {"category": "Battery", "specifications": BATTERY}],
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("The Orla 3 has a size of 5.1 inches and a weight of 140 g.", []),
        ("The weight is 104 g.", [("104 g", "140 g")]),
        ("The Orla 3 has a size of 6.1 inches.", [("6.1 inches", "5.1 inches")]),
        # the value of a field beside says nothing
        ("Its battery life is 11 hours.", []),
        ("Its battery life is 9 hours.", [("9 hours", "11 hours")]),
    ],
)
def test_an_answer_against_attributes(answer: str, expected: list[tuple[str, str]]) -> None:
    assert _conflicts(PHONE, answer) == expected


def test_a_json_answer_against_attributes() -> None:
    assert _conflicts({"specs": SPECS}, '{"specs": {"Weight": "104 g"}}') == [("104 g", "140 g")]
    assert _conflicts({"Weight": "140 g"}, '[{"name": "Weight", "value": "104 g"}]') == [("104 g", "140 g")]


def _conflicts(document: Any, answer: str) -> list[tuple[str, str]]:
    return [(one.said, one.known) for one in conflicts_of([document], answer)]
