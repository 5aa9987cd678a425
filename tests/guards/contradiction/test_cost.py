"""What a longer answer or context costs, counted in lines that are run: however busy the machine is."""

from __future__ import annotations

import json
import sys
from types import FrameType
from typing import Any

import pytest

from guards.contradiction import ContradictionGuard
from tests.guards.contradiction.cases import case_of

NAMES = [f"{one}{two}" for one in ("Har", "Bel", "Cor", "Dun", "El") for two in ("ton", "wick", "moor", "ford")]


def _prose(size: int, since: int = 0) -> str:
    return " ".join(
        f"The {NAMES[number % 20]} plan of town {number} costs ${number + 3} a month and covers {number % 7} visits."
        for number in range(since, since + size)
    )


def _answer(size: int) -> str:
    """Of other towns: what the context says word for word is passed over."""
    return _prose(size, 1_000)


def _objects(size: int) -> str:
    rows = [{"name": f"{NAMES[n % 20]} {n}", "price_usd": n + 3, "open": n % 2 == 0, "visits": n} for n in range(size)]
    return json.dumps(rows)


def _table(size: int) -> str:
    rows = "\n".join(f"| {NAMES[n % 20]} {n} | {n + 3} | {n % 7} | open |" for n in range(size))
    return f"| Name | Price | Visits | State |\n|---|---|---|---|\n{rows}"


def _steps(context: str, answer: str) -> int:
    """Lines that are run to judge one answer, those of each turn of a comprehension too."""
    guard, case = ContradictionGuard(), case_of([context], answer)
    count = 0

    def trace(_: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    guard.check([case_of(["The fee is $20."], "The fee is $30.")])  # files of weights are read once
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        guard.check([case])
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("context_of", [_prose, _objects, _table])
def test_a_context_of_ten_times_the_size_costs_at_most_as_much_more(context_of: Any) -> None:
    answer = _answer(2)
    assert _steps(context_of(300), answer) < _steps(context_of(30), answer) * 12


@pytest.mark.parametrize("context_of", [_prose, _objects, _table])
def test_an_answer_of_ten_times_the_size_costs_at_most_as_much_more(context_of: Any) -> None:
    context = context_of(20)
    assert _steps(context, _answer(20)) < _steps(context, _answer(2)) * 12  # a lone sentence has none beside it
