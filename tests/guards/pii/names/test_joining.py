"""Addresses: their parts are one, and none runs on."""

from __future__ import annotations

import pytest
from presidio_analyzer import RecognizerResult

from guards.pii.names.joining import LONGEST, joined, parts_of


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
