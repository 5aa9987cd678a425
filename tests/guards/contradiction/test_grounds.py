"""The grounds of a context: which part is nearest to some words, and that a common word costs no more than others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guards.contradiction.context import Context
from guards.contradiction.grounds import Grounds, words_of
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import case_of


def grounds_of(*texts: object) -> Grounds:
    return Context.of(case_of(list(texts), "?").passages).grounds


def said(text: str) -> frozenset[str]:
    (sentence,) = read(fold(text))
    return words_of(sentence)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It costs $1,500.", "1500"),
        ("It costs 1500.0 dollars.", "1500"),
        ("Pay 12.50 now.", "12.5"),
        ("In 2004.", "2004"),
    ],
)
def test_a_number_has_one_spelling(text: str, number: str) -> None:
    assert number in said(text)


def test_small_words_say_nothing() -> None:
    assert said("It is of the owner that they were.") == said("Owner.")


def test_the_nearest_has_most_of_the_weight_and_is_the_shortest_of_several() -> None:
    grounds = grounds_of("Otters sleep in rivers and eat much fish. Otters sleep. Birds sing.")
    assert grounds.nearest({"otter": 1.0, "sleep": 1.0}) == 1
    assert grounds.nearest({"otter": 1.0, "sleep": 1.0, "fish": 0.1}) == 0
    assert grounds.nearest({"bird": 1.0, "otter": 0.9}) == 2
    assert grounds.nearest({"whale": 1.0}) == -1
    assert grounds.nearest({}) == -1


def test_rows_of_a_table_and_records_are_parts() -> None:
    grounds = grounds_of([{"city": "Rome", "price": 180}, {"city": "Milan", "price": 95}])
    milan = grounds.parts[grounds.nearest({"milan": 1.0, "city": 1.0})]
    assert {"milan", "city", "95"} <= milan.words
    assert "rome" not in milan.words


def test_neighbours_are_of_the_same_passage() -> None:
    grounds = grounds_of("Otters sleep. Birds sing.", "Whales dive. Foxes run.")
    assert [grounds.beside(number) for number in range(4)] == [[0, 1], [0, 1], [2, 3], [2, 3]]


class _Counted(list[int]):
    """Parts that count how many of them are looked at."""

    seen = 0

    def __getitem__(self, place: Any) -> Any:
        return _Counted(super().__getitem__(place)) if isinstance(place, slice) else super().__getitem__(place)

    def __iter__(self) -> Iterator[int]:
        for one in super().__iter__():
            _Counted.seen += 1
            yield one


def test_a_word_of_many_parts_costs_what_one_of_a_hundred_does() -> None:
    counts = []
    for sentences in (1_000, 10_000):
        grounds = grounds_of(" ".join(f"Otters eat fish {number}." for number in range(sentences)))
        grounds.by_word["otter"] = _Counted(grounds.by_word["otter"])
        _Counted.seen = 0
        assert grounds.nearest({"otter": 1.0}) >= 0
        counts.append(_Counted.seen)
    assert counts == [100, 100]
