"""A claim meets a bounded number of facts, however long the context is."""

from __future__ import annotations

import json

import pytest

from guards.contradiction.bind import decide
from guards.contradiction.bind.claims import ANSWER_CLAIMS_MAX, speech
from guards.contradiction.bind.pairs import Pair
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from tests.guards.contradiction.bind.speech import bound_of, context_of

NAMES = ["alder", "birch", "cedar", "ebony", "hazel", "juniper", "larch", "maple", "rowan", "willow"]


def _rows(n: int) -> str:
    return json.dumps([{"house": f"{NAMES[i % 10]} {i}", "rooms": i + 3, "price": f"${i * 7 + 100}"} for i in range(n)])


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


def test_of_an_answer_that_is_all_values_so_many_are_compared() -> None:
    known = context_of("The dock holds 40 crates.")
    answer = "The dock holds 41 crates, 42 pallets and 43 drums. " * ANSWER_CLAIMS_MAX
    spoken = speech(answer, fold(answer), read(fold(answer)), known.facts)
    assert sum(map(len, spoken)) == ANSWER_CLAIMS_MAX
