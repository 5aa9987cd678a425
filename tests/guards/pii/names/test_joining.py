"""Addresses: their parts are one, and none runs on."""

from __future__ import annotations

import pytest
from presidio_analyzer import RecognizerResult

from guards.pii.names.joining import LONGEST, fields_of, joined, parts_of
from guards.pii.names.recognizer import NamesRecognizer


def whole(text: str, *parts: str) -> list[str]:
    places, after = [], 0
    for part in parts:
        after = text.index(part, after)
        places.append(RecognizerResult("LOCATION", after, after + len(part), 0.6))
    return [text[each.start : each.end] for each in joined(text, places)]


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("at 9 Mill Lane, York YO1 7AA now", ("9 Mill Lane", "York", "YO1 7AA"), ["9 Mill Lane, York YO1 7AA"]),
        ("9 Mill Lane\nYork\nYO1 7AA", ("9 Mill Lane", "York", "YO1 7AA"), ["9 Mill Lane\nYork\nYO1 7AA"]),
        ("9 Mill Lane\n\nYork", ("9 Mill Lane", "York"), ["9 Mill Lane", "York"]),
        ("9 Mill Lane is in York", ("9 Mill Lane", "York"), ["9 Mill Lane", "York"]),
        ("York, Leeds", ("York", "Leeds"), ["York", "Leeds"]),
        ("9 Mill Lane,York,7", ("9 Mill Lane", "York"), ["9 Mill Lane", "York"]),
    ],
)
def test_parts_of_one_address_are_one_place(text: str, parts: tuple[str, ...], expected: list[str]) -> None:
    assert whole(text, *parts) == expected


def test_no_address_grows_beyond_its_length() -> None:
    text = ", ".join(f"{number} Mill Lane" for number in range(10, 60))
    assert max(map(len, whole(text, *text.split(", ")))) <= LONGEST


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("9 Mill Lane, St. Albans, Apt. 4", ["9 Mill Lane, St. Albans, Apt. 4"]),
        ("9 Mill Lane, York. The market opens", ["9 Mill Lane, York", "The market opens"]),
        ("9 Mill Lane, 1010 Wien", ["9 Mill Lane, 1010 Wien"]),
        ("渋谷区2-1。入場は無料", ["渋谷区2-1", "入場は無料"]),
        ("9 Mill Lane\n \nYork", ["9 Mill Lane", "York"]),
        ("x" * (LONGEST + 1), []),
    ],
)
def test_a_place_ends_with_its_sentence(said: str, expected: list[str]) -> None:
    assert [said[begin:end] for begin, end in parts_of(said, 0, len(said))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 Mill Lane, York", []),
        ("9 Mill Lane,York", []),
        ("3,9 Mill Lane,York", ["3", "9 Mill Lane", "York"]),
        ("3\t9 Mill Lane\tYork\n4", ["3", "9 Mill Lane", "York", "4"]),
        ("3|9 Mill Lane, York|x", ["3", "9 Mill Lane, York", "x"]),
    ],
)
def test_a_place_in_a_record_is_read_field_by_field(text: str, expected: list[str]) -> None:
    assert [text[begin:end] for begin, end in fields_of(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "site,street,year,grade\nWest,88 Harbour Street,2017,3.1\nSouth,5 Tanner Lane,2020,2.2",
        "no;street;days\n4;88 Harbour Street;12\n9;5 Tanner Lane;31",
        "no\tstreet\tdays\n4\t88 Harbour Street\t12\n9\t5 Tanner Lane\t31",
    ],
)
def test_records_lose_their_streets_and_keep_their_fields(text: str) -> None:
    found = NamesRecognizer().analyze(text, ["LOCATION"])
    said = [text[each.start : each.end] for each in found]
    assert {"88 Harbour Street", "5 Tanner Lane"} <= set(said)
    assert not any(sign in place for place in said for sign in ",;\t\n")
    assert not any(any(map(str.isdigit, place)) for place in said if "Street" not in place and "Lane" not in place)
