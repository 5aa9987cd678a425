"""JSON inside text: whole, cut, wrapped or none, and where each value stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.contract.json_text import Kind, read_json, scan
from guards.texts import Path


def is_object(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}', "bare"),
        (' \n{"a": [1, 2.5e3, true, null, "\\u00e9\\n"]}\n', "bare"),
        ("[]", "bare"),
        ("12", "bare"),
        ('\ufeff{"a": 1}', "bare"),
        ('{"a": 1', "cut"),
        ('{"a": ', "cut"),
        ('{"a"', "cut"),
        ("{", "cut"),
        ('{"a": "unfinished', "cut"),
        ('{"a": "half an escape \\u00', "cut"),
        ('{"a": tru', "cut"),
        ('{"a": -', "cut"),
        ('[1, 2, {"b": [', "cut"),
        ('```json\n{"a": 1', "cut"),
        ('Here it is: {"a": "b', "cut"),
        ('```json\n{"a": 1}\n```', "wrapped"),
        ('```\n{"a": 1}\n```', "wrapped"),
        ('Sure! Here is the JSON:\n\n```json\n{"a": 1}\n```\nAnything else?', "wrapped"),
        ('The answer is {"a": 1}.', "wrapped"),
        ('{"a": 1} and more', "wrapped"),
        ("As [1] says, {name} is it.", "none"),
        ("plain prose", "none"),
        ("true story", "none"),
        ('"a quote", he said', "none"),
        ('"a quote that goes on', "none"),
        ("{'a': 1}", "none"),
        ('{"a": 1,}', "none"),
        ('{"a": NaN}', "none"),
        ('{"a": 01}', "none"),
        ('{"a": "line\nbreak"}', "none"),
        ("{} {}", "none"),
        ("[" * 300 + "]" * 300, "unreadable"),
        ('["\\ud800"]', "unreadable"),
        ("", "none"),
    ],
)
def test_what_a_text_is(text: str, kind: Kind) -> None:
    assert read_json(text, is_object).kind == kind


def test_wrapped_json_is_found_where_it_stands() -> None:
    text = 'Sure: ```json\n{"a": {"b": 1}}\n```'
    found = read_json(text, is_object)
    assert (found.value, text[found.start : found.end]) == ({"a": {"b": 1}}, '{"a": {"b": 1}}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = [(path, value)]
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        found += paths(child, (*path, step))
    return found


@given(value=JSON, indent=st.none() | st.integers(0, 3), ascii_only=st.booleans(), lead=st.sampled_from(["", " \n\t"]))
def test_every_value_of_every_document_is_located(value: Any, indent: int | None, ascii_only: bool, lead: str) -> None:
    text = lead + json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    wanted = dict(paths(value))
    scanned = scan(text, 0, set(wanted))
    assert (scanned.state, scanned.end) == ("complete", len(text))
    assert set(scanned.spans) == set(wanted)
    for path, (start, end) in scanned.spans.items():
        assert json.loads(text[start:end]) == wanted[path]


@given(value=st.lists(JSON, max_size=3) | st.dictionaries(st.text(max_size=3), JSON, max_size=3), data=st.data())
def test_every_beginning_of_a_document_is_cut(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value)
    length = data.draw(st.integers(1, len(text) - 1))
    assert scan(text[:length]).state == "cut"


@given(text=st.text(alphabet='{}[]",:\\u0ntrue1.e- a', max_size=30))
def test_the_scanner_agrees_with_the_standard_library(text: str) -> None:
    try:
        json.loads(text, parse_constant=lambda _: pytest.fail("no constant in this alphabet"))
        valid = True
    except ValueError:
        valid = False
    scanned = scan(text)
    assert (scanned.state == "complete" and not text[scanned.end :].strip(" \t\n\r")) == valid


def test_the_last_of_equal_keys_counts_as_it_does_to_parsers() -> None:
    text = '{"a": 1, "a": 2}'
    start, end = scan(text, 0, {("a",)}).spans["a",]
    assert text[start:end] == "2"
