"""What the readers make of a stretch of text, kind by kind, with near misses."""

from __future__ import annotations

import pytest

from guards.contradiction.facts.jsontext import json_slots
from guards.contradiction.facts.tables import table_slots
from guards.contradiction.text.sentences import sentences_of
from guards.contradiction.text.words import fold
from guards.contradiction.values.reading import values_of
from guards.contradiction.values.units import DAY_S
from guards.contradiction.values.value import PartialDate

INF = float("inf")

NUMBERS = [
    ("costs $1,500.", [("$1,500", "money", 1500, 1500)]),
    ("1.5k USD", [("1.5k USD", "money", 1500, 1500)]),
    ("fifteen hundred dollars", [("fifteen hundred dollars", "money", 1500, 1500)]),
    ("EUR 20", [("EUR 20", "money", 20, 20)]),
    ("$5 million", [("$5 million", "money", 5e6, 5e6)]),
    ("12.5 %", [("12.5 %", "percent", 12.5, 12.5)]),
    ("24h", [("24h", "duration", DAY_S, DAY_S)]),
    ("a 30-day trial", [("30-day", "duration", 30 * DAY_S, 30 * DAY_S)]),
    ("2 hours and 30 minutes", [("2 hours and 30 minutes", "duration", 9000, 9000)]),
    ("3 to 5 days", [("3 to 5 days", "duration", 3 * DAY_S, 5 * DAY_S)]),
    ("10-20%", [("10-20%", "percent", 10, 20)]),
    ("up to 30 visits", [("30", "count", -INF, 30)]),
    ("at least $20", [("$20", "money", 20, INF)]),
    ("18 years or older", [("18 years", "duration", 18 * 365.2425 * DAY_S, INF)]),
    ("minus -3 °C", [("-3 °C", "temperature", -3, -3)]),
    ("two thousand and twenty-six people", [("two thousand and twenty-six", "count", 2026, 2026)]),
    ("order INV-2024-17", [("INV-2024-17", "code", 0, 0)]),
    ("call 555-0137", [("555-0137", "code", 0, 0)]),
    ("at 12 Main Street", [("12 Main Street", "address", 0, 0)]),
    ("at 9:30 pm.", [("9:30 pm", "clock", 1290, 1290)]),
    ("opens at noon", [("noon", "clock", 720, 720)]),
    ("one of them", []),
    ("version 1.2.3", [("1.2.3", "code", 0, 0)]),
    ("the 3rd floor", []),
    ("no numbers here", []),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_values_with_kind_and_bounds(text: str, expected: list[tuple[str, str, float, float]]) -> None:
    found = values_of(fold(text))
    assert [(text[one.start : one.end], one.kind) for one in found] == [row[:2] for row in expected]
    for one, (_, _, low, high) in zip(found, expected, strict=True):
        assert (one.low, one.high) == pytest.approx((low, high))


DATES = [
    ("June 3, 2026", PartialDate(2026, 6, 3)),
    ("2026-06-03", PartialDate(2026, 6, 3)),
    ("03 Jun 2026", PartialDate(2026, 6, 3)),
    ("the 3rd of June", PartialDate(None, 6, 3)),
    ("June 2026", PartialDate(2026, 6)),
    ("in 2026", PartialDate(2026)),
    ("on Sunday", PartialDate(weekday=6)),
    ("on the 10th", PartialDate(day=10)),
    ("2026-06-03T10:00:00Z", PartialDate(2026, 6, 3)),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[row[0] for row in DATES])
def test_dates_as_far_as_written(text: str, expected: PartialDate) -> None:
    (found,) = values_of(fold(text))
    assert found.dates == (expected,)


def test_a_numeric_date_keeps_both_readings() -> None:
    (found,) = values_of("06/03/2026")
    assert set(found.dates) == {PartialDate(2026, 6, 3), PartialDate(2026, 3, 6)}


def test_sentences_do_not_end_at_a_decimal_or_a_title() -> None:
    text = "Dr. Who pays $1.50. It is due.\n- Next point"
    assert [text[start:end] for start, end in sentences_of(fold(text))] == [
        "Dr. Who pays $1.50.",
        "It is due.",
        "Next point",
    ]


def test_tables_and_pairs_are_slots_with_their_places() -> None:
    text = "Intro.\n| Name | Days |\n|---|---|\n| Ada | 28 |\n\nDeductible: $1,500\nIt is long and not a pair.\n"
    slots, used = table_slots(text)
    assert [(slot.path, text[slot.start : slot.end]) for slot in slots] == [
        ((0, 0, "Name"), "Ada"),
        ((0, 0, "Days"), "28"),
        ((1, "Deductible"), "$1,500"),
    ]
    assert len(used) == 2


@pytest.mark.parametrize("text", ["", "prose", "[1] According to", "{name}", '{"a" 1', "[[]]", "1", '"a"'])
def test_what_is_no_json_document_has_no_slots(text: str) -> None:
    assert not json_slots(text) or text == '{"a" 1'


def test_cut_json_yields_the_slots_before_the_cut() -> None:
    slots = json_slots('{"a": 1, "b": {"c": "x", "d": "unfin')
    assert slots is not None
    assert [(slot.path, slot.text) for slot in slots] == [(("a",), "1"), (("b", "c"), "x")]


def test_scalars_that_stand_too_deep_are_left_out() -> None:
    slots = json_slots("[0," + "[" * 199 + "1," + "[" * 1_000 + "2," * 100)
    assert slots is not None
    assert [slot.text for slot in slots] == ["0", "1"]


PAIRS = [
    ("the 2023/24 season", [("2023/24", "pair", "23/24")]),
    ("the 23/24 season", [("23/24", "pair", "23/24")]),
    ("in 2023/2024", [("2023/2024", "pair", "23/24")]),
    ("blood pressure of 120/80", [("120/80", "pair", "120/80")]),
    ("open 24/7", [("24/7", "pair", "24/7")]),
    ("24/7 hours", [("24/7", "pair", "24/7")]),
    ("1/2 inch", [("1/2 inch", "length", "0.0127")]),
    ("5 1/2 inches", [("5 1/2 inches", "length", "0.1397")]),
    ("between 3/4 hours", [("3/4 hours", "duration", "2700.0")]),
    # neither pair nor fraction
    ("3/4/2026", [("3/4/2026", "date", "")]),
    ("$5/7 days", [("$5", "money", "$")]),
    ("a/23/24", []),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=[row[0] for row in PAIRS])
def test_pairs_and_fractions(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = values_of(fold(text))
    said = [
        (text[one.start : one.end], one.kind, one.text or (str(round(one.low, 6)) if one.low else "")) for one in found
    ]
    assert said == expected
