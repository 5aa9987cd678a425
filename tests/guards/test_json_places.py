"""Where each value and key of a JSON text stands, and how far a text is JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.json_places import JsonPlaces, JsonString, State, decoded
from guards.texts import Path, pointer_of


def read(text: str, start: int = 0, loose: bool = False) -> tuple[list[str], State, str]:
    """Each place as its kind, the pointer of its value (of a key: nothing) and its stretch of the text; the state; and
    what was not read."""
    places = JsonPlaces(text, start, loose)
    rows = [
        f"{kind} {'' if kind == 'key' else pointer_of(tuple(places.path))} {text[begin:end]}"
        for kind, begin, end, _ in places
    ]
    return rows, places.state, text[places.end :]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("12", ["number  12"]),
        ('"a"', ["string  a"]),
        ("null", ["word  null"]),
        ("[]", ["array  []"]),
        (" \t\r\n{ }", ["object  { }"]),
        ("[1,-0, 2.5e-3]", ["number /0 1", "number /1 -0", "number /2 2.5e-3", "array  [1,-0, 2.5e-3]"]),
        ('{"a" : true}', ["key  a", "word /a true", 'object  {"a" : true}']),
        # empty and equal keys, an empty string
        ('{"":"","":1}', ["key  ", "string / ", "key  ", "number / 1", 'object  {"":"","":1}']),
        ("[[1],[]]", ["number /0/0 1", "array /0 [1]", "array /1 []", "array  [[1],[]]"]),
        (
            '{"a":[{"b":0}],"c":1}',
            [
                *("key  a", "key  b", "number /a/0/b 0", 'object /a/0 {"b":0}', 'array /a [{"b":0}]'),
                *("key  c", "number /c 1", 'object  {"a":[{"b":0}],"c":1}'),
            ],
        ),
        # brackets, quotes and code points of any plane within strings
        (r'["[\"{,\\"]', [r"string /0 [\"{,\\", r'array  ["[\"{,\\"]']),
        (r'["😀\ud83d\ude00",1]', [r"string /0 😀\ud83d\ude00", "number /1 1", r'array  ["😀\ud83d\ude00",1]']),
    ],
)
def test_places_of_a_whole_value(text: str, rows: list[str]) -> None:
    assert read(text) == read(text, loose=True) == (rows, "complete", "")


@pytest.mark.parametrize(
    ("text", "rows", "rest"),
    [
        ("[1] and more", ["number /0 1", "array  [1]"], " and more"),
        ("{}{}", ["object  {}"], "{}"),
        ("1 2", ["number  1"], " 2"),
    ],
)
def test_reading_ends_where_the_value_ends(text: str, rows: list[str], rest: str) -> None:
    assert read(text) == (rows, "complete", rest)


def test_reading_begins_where_it_is_told_to() -> None:
    assert read("x: [1", start=2) == (["number /0 1"], "cut", "")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("[", []),
        ("{ ", []),
        ("[1", ["number /0 1"]),
        ("[1,", ["number /0 1"]),
        ("[1, -", ["number /0 1"]),
        ("[1.", []),
        ("[1e+", []),
        ("[tru", []),
        ('["a', []),
        ('["a\\', []),
        ('["\\u00', []),
        ('["a"', ["string /0 a"]),
        ('{"a', []),
        ('{"a"', []),
        ('{"a" :', []),
        ('{"a": 1, "b": fals', ["key  a", "number /a 1"]),
        ('{"a": [{}', ["key  a", "object /a/0 {}"]),
    ],
)
def test_places_of_a_cut_value(text: str, rows: list[str]) -> None:
    assert read(text) == (rows, "cut", "")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "-",
            "tru",
            '"a',
            "plain",
            "{'a': 1}",
            "[1,]",
            '{"a": 1,}',
            "[,1]",
            "[1 2]",
            "[1}",
            '{"a": 1]',
            "{1: 2}",
        ),
        *(
            '["a": 1]',
            '{"a"}',
            '{"a", 1}',
            '{"a": 1 "b": 2}',
            "[01]",
            "[1.]",
            "[.5]",
            "[+1]",
            "[1e]",
            "[0x1]",
            "[trues]",
        ),
        *(
            "[NaN]",
            "[-Infinity]",
            '["\n"]',
            '["\x01"]',
            r'["\x"]',
            r'["\u00g0"]',
            r'["\u012g"]',
            "[1\u00a0]",
            "[1\x0c]",
            "\ufeff[]",
            "[/**/]",
        ),
        *('["a\\x', '["a\\u0x', '["a"b', '{"a" b', "[1, x", "[tru ", "[1. "),
        *("[01", "[.", "[e", "[-e", "[1.e", '{"a": 1e+5.'),
    ],
)
def test_what_is_neither_whole_nor_cut(text: str) -> None:
    assert read(text)[1] == "invalid"


@pytest.mark.parametrize(
    ("text", "rows", "state"),
    [
        ("[NaN, -Infinity]", ["word /0 NaN", "word /1 -Infinity", "array  [NaN, -Infinity]"], "complete"),
        ("[01, 1-2]", ["number /0 01", "number /1 1-2", "array  [01, 1-2]"], "complete"),
        ('["a\nb\\d"]', ["string /0 a\nb\\d", 'array  ["a\nb\\d"]'], "complete"),
        ('{"a": 1,\u00a0}', ["key  a", "number /a 1", 'object  {"a": 1,\u00a0}'], "complete"),
        ("[1 2,, 3]", ["number /0 1", "number /1 2", "number /2 3", "array  [1 2,, 3]"], "complete"),
        ('{"a": 1, "b', ["key  a", "number /a 1"], "cut"),
        ("[1, tru", ["number /0 1"], "invalid"),
        ("{'a': 1}", [], "invalid"),
        ('[{"a": [1}]', ["key  a", "number /0/a/0 1", "array /0/a [1}", 'object /0 {"a": [1}]'], "cut"),
        ("[1: 2]", ["number /0 1"], "invalid"),
        ('{"a", 1}', [], "invalid"),
    ],
)
def test_the_loose_grammar_reads_what_is_nearly_json(text: str, rows: list[str], state: State) -> None:
    assert read(text, loose=True)[:2] == (rows, state)


def test_containers_are_numbered_as_they_begin() -> None:
    text = '[{"a": [1]}, {"a": 2}]'
    holders = [(text[start:end], holder) for kind, start, end, holder in JsonPlaces(text) if kind in ("key", "number")]
    assert holders == [("a", 1), ("1", 2), ("a", 3), ("2", 3)]


def test_a_key_with_escapes_becomes_the_step_that_is_asked_for() -> None:
    text = r'{"\u0061": 1}'
    paths = []
    for step in (str, decoded):
        places = JsonPlaces(text, step=step)
        paths += [tuple(places.path) for place in places if place.kind == "number"]
    assert paths == [(r"\u0061",), ("a",)]


@pytest.mark.parametrize("loose", [False, True])
def test_depth_breaks_nothing(loose: bool) -> None:
    depth = 100_000
    text = "[" * depth + "1" + "]" * depth
    places = JsonPlaces(text, loose=loose)
    assert sum(1 for _ in places) == depth + 1
    assert (places.state, places.end) == ("complete", len(text))
    assert read('{"a":' * 1_000, loose=loose)[1] == "cut"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if steps is None:
        return [(path, value)]
    return [leaf for step, child in steps for leaf in leaves(child, (*path, step))]


@given(value=JSON, indent=st.none() | st.integers(0, 2), ascii_only=st.booleans())
def test_the_loose_grammar_reads_whatever_parsers_read(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    places = JsonPlaces(text, loose=True, step=decoded)
    found = [
        (tuple(places.path), json.loads(text[start - (kind == "string") : end + (kind == "string")]))
        for kind, start, end, _ in places
        if kind in ("string", "number", "word")
    ]
    assert repr(found) == repr(leaves(value))  # not a number is not equal to itself
    assert (places.state, places.end) == ("complete", len(text))


@pytest.mark.parametrize(
    ("raw", "text", "places"),
    [
        ("", "", [0]),
        ("ab", "ab", [0, 1, 2]),
        (r"a\nb", "a\nb", [0, 1, 3, 4]),
        (r"\u00e9\\", "é\\", [0, 6, 8]),
        (r"\ud83d\ude00x", "😀x", [0, 12, 13]),
        ("😀x", "😀x", [0, 1, 2]),
        (r"\ude00\ud83d", "\ude00\ud83d", [0, 6, 12]),
        (r"\\u0041", r"\u0041", [0, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_what_a_string_says_and_where_it_is_written(raw: str, text: str, places: list[int]) -> None:
    string = JsonString(raw)
    assert (string.text, list(string.places)) == (text, places)


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [((0, 1), (0, 1)), ((0, 2), (0, 3)), ((2, 3), (1, 3)), ((3, 4), (3, 4)), ((5, 6), (4, 16)), ((1, 16), (1, 16))],
)
def test_a_stretch_halves_no_escape(stretch: tuple[int, int], expected: tuple[int, int]) -> None:
    assert JsonString(r"a\nb\ud83d\ude00").around(*stretch) == expected
