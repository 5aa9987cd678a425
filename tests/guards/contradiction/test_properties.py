"""What holds for any text: no exception, spans within it, and no dependence on order, layout or what is unrelated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.everyday import PARTS, Row, rows_of
from guards.contradiction.context import CHARACTERS_MAX
from guards.contradiction.facts.jsontext import json_slots
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import GUARD, case_of, conflicts_of, verdict_of
from tests.guards.contradiction.test_conflicts import ROWS

# Pieces that the readers know, so that random text reaches past the first regular expression.
PIECES = st.sampled_from(
    [
        *(
            "$1,500",
            "1.5k",
            "20%",
            "-3 °C",
            "2026-06-03",
            "June 3,",
            "9:30 pm",
            "not",
            "covered",
            "deductible:",
            "copay",
        ),
        *(
            "is",
            "up to",
            "between",
            "and",
            "or",
            "{",
            "}",
            "[",
            "]",
            '"',
            "\\",
            "|",
            ":",
            ",",
            ".",
            "?",
            ";",
            "\n",
            "\n\n",
        ),
        *(
            "İ",
            "ß",
            "ﬃ",
            "\u0000",
            "\ud800",
            "𝟙𝟚",
            "½",
            "²",
            "99999999999999999999",
            "1e400",
            "-0",
            "02/30/2026",
            "true",
        ),
        *("the_10th", "12 Main St", "A4", "null", "five hundred", "half", "several million", "$", "%", "''", "non-"),
    ]
)
TEXT = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)
)
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)
_PLAIN = st.one_of(st.booleans(), st.integers(), st.text(max_size=8))
_KEYED = st.dictionaries(st.text(max_size=8), _PLAIN, min_size=1, max_size=4)
DOCUMENT = st.one_of(
    st.lists(st.one_of(_PLAIN, _KEYED, st.lists(_PLAIN, min_size=1, max_size=3)), min_size=1, max_size=4),
    st.dictionaries(
        st.text(max_size=8), st.one_of(_PLAIN, _KEYED, st.lists(_KEYED, min_size=1)), min_size=1, max_size=4
    ),
)
UNRELATED = "Otters sleep on their backs and hold paws."


@settings(max_examples=250, deadline=None)
@given(st.lists(TEXT, max_size=3), TEXT)
def test_any_text_is_judged_and_every_span_lies_within_its_text(contexts: list[str], answer: str) -> None:
    case = case_of(contexts, answer)
    for sighting in GUARD.check([case])[0].sightings:
        said = {quote.span.pointer: quote.text for quote in case.answers}[sighting.span.pointer]
        assert 0 <= sighting.span.start <= sighting.span.end <= len(said)
        for other in sighting.evidence:
            known = next(one.text for one in case.passages if one.span.pointer == other.span.pointer)
            assert 0 <= other.span.start < other.span.end <= len(known)


@settings(max_examples=150, deadline=None)
@given(JSON, JSON)
def test_any_json_on_both_sides_is_judged(context: Any, answer: Any) -> None:
    case = case_of([json.dumps(context)], json.dumps(answer))
    assert len(GUARD.check([case])) == 1


@settings(max_examples=200, deadline=None)
@given(DOCUMENT)
def test_the_scanner_reads_what_the_standard_parser_reads(document: Any) -> None:
    text = json.dumps(document)
    slots = json_slots(text) or []
    assert [slot.path for slot in slots] == [path for path, _ in _leaves(document, ())]
    for slot, (_, value) in zip(slots, _leaves(document, ()), strict=True):
        assert json.loads(text[slot.start - (slot.type == "string") : slot.end + (slot.type == "string")]) == value
        assert len(slot.text) == slot.end - slot.start


def _leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        # A key is kept as it is written, escapes read in place.
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, _written(key)))]
    if isinstance(value, list):
        return [leaf for place, item in enumerate(value) for leaf in _leaves(item, (*path, place))]
    return [(path, value)]


def _written(key: str) -> str:
    slots = json_slots(json.dumps([key]))
    assert slots is not None
    return slots[0].text


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(("context", "answer"), [(row[0], row[1]) for row in ROWS], ids=[row[1][:60] for row in ROWS])
def test_unrelated_passages_order_and_layout_change_nothing(context: Any, answer: str) -> None:
    expected = conflicts_of([context], answer)
    assert conflicts_of([context, UNRELATED], answer) == expected
    assert conflicts_of([UNRELATED, context], answer) == expected
    if not isinstance(context, str):
        for indent in (None, 1, 4):
            assert conflicts_of([json.dumps(context, indent=indent)], answer) == expected


@pytest.mark.parametrize("row", [row for part in PARTS for row in rows_of(part, "styles")], ids=lambda row: row.of)
def test_the_same_holds_of_the_styles(row: Row) -> None:
    for answer in (*row.denied, *row.true):
        contexts = list(row.context)
        expected = conflicts_of(contexts, answer)
        assert conflicts_of([*reversed(contexts), UNRELATED], answer) == expected
        if any(not isinstance(text, str) for text in contexts):
            assert conflicts_of([json.dumps(text, indent=2) for text in contexts], answer) == expected


def test_two_passages_that_deny_are_quoted_alike_in_either_order() -> None:
    one, two = "The deductible is $1,500.", "The deductible is $1,800."
    answer = "The deductible is $2,500."
    assert conflicts_of([one, two], answer) == conflicts_of([two, one], answer)
    assert [(found.said, found.severity) for found in conflicts_of([one, two], answer)] == [("$2,500", "medium")]


def test_a_verdict_is_the_same_in_every_process() -> None:
    """Sets are walked in an order that the seed of a process's hashes decides: no score may hang on it."""
    said = [_in_process(seed) for seed in ("1", "2", "3")]
    assert said[0].count("violation") > 50
    assert said[0] == said[1] == said[2]


def _in_process(seed: str) -> str:
    """What a process with a seed of its own says of a table: its verdicts whole."""
    code = (
        "from bench.everyday import rows_of\n"
        "from tests.guards.contradiction.cases import verdict_of\n"
        "for row in rows_of('unseen', 'styles'):\n"
        "    for answer in (*row.denied, *row.true):\n"
        "        verdict = verdict_of(list(row.context), answer)\n"
        "        print(verdict.sightings, sorted(verdict.scores.items()))\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "1 " * 60_000,
        "five " * 30_000,
        "a" * 150_000,
        "$" * 100_000,
        "1,111" * 30_000,
        "not " * 40_000,
        "key: value\n" * 15_000,
        "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 10_000,
        json.dumps([{"name": f"n{number}", "deductible": number, "on": True} for number in range(5_000)]),
        json.dumps({f"k{number}": [{"name": "deductible", "is_covered": True}] for number in range(5_000)}),
        "The deductible was $7 for visits. " * 5_000,
        "The deductible was $7 and $8 for visits, and $9. " * 3_000,
        "a,b,c\n" * 20_000,
        "<td>" * 30_000,
        "is Xa " * 20_000,
        "paid and unpaid and " * 8_000,
        " " * 150_000,
        '{"deductible": [' + "1500," * 30_000 + "1500]}",
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.timeout(20)
def test_hostile_texts_cost_what_their_length_costs(text: str) -> None:
    verdict_of([text], "The deductible is $2,500 and 3 visits are not covered.")
    verdict_of(["The deductible is $1,500 and 4 visits are covered."], text)


def test_what_lies_beyond_the_bound_is_not_read() -> None:
    fact = "The deductible is $1,500."
    assert conflicts_of([fact + " " * CHARACTERS_MAX], "The deductible is $2,500.") != []
    assert conflicts_of([" " * CHARACTERS_MAX + fact], "The deductible is $2,500.") == []
