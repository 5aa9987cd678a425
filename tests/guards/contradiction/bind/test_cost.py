"""Ten times the context and the answer is ten times the work, counted in calls and candidates and never in seconds."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from guards.contradiction.bind import decide
from guards.contradiction.bind.pairs import Pair
from tests.guards.contradiction.bind.speech import bound_of, context_of
from tests.guards.contradiction.test_guard import calls_of

NAMES = ["alder", "birch", "cedar", "ebony", "hazel", "juniper", "larch", "maple", "rowan", "willow"]


def _prose(n: int) -> str:
    return " ".join(f"The {NAMES[i % 10]} house {i} has {i + 3} rooms and costs ${i * 7 + 100}." for i in range(n))


def _rows(n: int) -> str:
    return json.dumps([{"house": f"{NAMES[i % 10]} {i}", "rooms": i + 3, "price": f"${i * 7 + 100}"} for i in range(n)])


def _table(n: int) -> str:
    rows = (f"| {NAMES[i % 10]} {i} | {i + 3} | ${i * 7 + 100} |" for i in range(n))
    return "\n".join(("| House | Rooms | Price |", "|---|---|---|", *rows))


def _alike(n: int) -> str:
    return "The cedar house costs $120 and has 4 rooms. " * n


def _answer(n: int) -> str:
    return " ".join(f"The {NAMES[i % 6]} house {i % 6} costs ${i % 6 + 5}." for i in range(n))


@pytest.mark.parametrize("context", [_prose, _rows, _table, _alike])
def test_a_context_of_ten_times_the_length(context: Callable[[int], str]) -> None:
    few, many = (calls_of(context(n), _answer(3)) for n in (60, 600))
    assert many < 11 * few


@pytest.mark.parametrize("context", [_prose, _rows, _table, _alike])
def test_an_answer_of_ten_times_the_length(context: Callable[[int], str]) -> None:
    few, many = (calls_of(context(30), _answer(n)) for n in (6, 60))
    assert many < 11 * few


def test_a_claim_meets_no_more_facts_in_a_longer_context(monkeypatch: pytest.MonkeyPatch) -> None:
    met = 0
    pairs_of = decide.pairs_of

    def counted(*given: object) -> list[Pair]:
        nonlocal met
        found: list[Pair] = pairs_of(*given)  # type: ignore[arg-type]
        met = max(met, len(found))
        return found

    monkeypatch.setattr(decide, "pairs_of", counted)
    most = []
    for n in (50, 500):
        met = 0
        bound_of("The cedar house costs $5 and has 900 rooms.", context_of(json.loads(_rows(n))))
        most.append(met)
    assert 0 < most[0] <= 28
    assert most[1] <= 28
