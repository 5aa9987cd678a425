"""Everyday answers over everyday contexts: what denies is flagged but for the known misses, what agrees never is.

The rows stand in `everyday/*.jsonl`; the rules were tuned on `tuned` with `unseen` kept aside. A miss that is found
at last leaves the list of known misses, which `python -m bench.everyday` prints.
"""

from __future__ import annotations

import pytest

from bench.everyday import PARTS, Row, known_misses, rows_of
from guards.contradiction.context import CHARACTERS_MAX
from tests.guards.contradiction.cases import Quoted, conflicts_of, verdict_of

ROWS = [row for part in PARTS for row in rows_of(part)]
MISSES = known_misses()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.of}: {str(row.context)[:30]}")
def test_what_denies_is_flagged_and_what_agrees_is_not(row: Row) -> None:
    flags = {answer for answer in (*row.denied, *row.true) if conflicts_of(list(row.context), answer)}
    assert flags == {answer for answer in row.denied if answer not in MISSES} | {
        answer for answer in row.true if answer in MISSES
    }


def test_the_tables_are_large_enough() -> None:
    assert sum(len(row.denied) for row in ROWS) >= 120
    assert sum(len(row.true) for row in ROWS) >= 120


def test_what_may_stand_beyond_the_bound_cannot_be_told() -> None:
    beyond = ["Otters sleep. " + " " * CHARACTERS_MAX + "The deductible is $2,500."]
    verdict = verdict_of(beyond, "The deductible is $2,500.")
    assert [(one.rule, one.outcome) for one in verdict.sightings] == [("context_cut", "cannot_tell")]
    early = ["The deductible is $1,500. " + " " * CHARACTERS_MAX + "For 2026 the deductible is $2,500."]
    assert conflicts_of(early, "The deductible is $2,500.") == []
    assert [one.rule for one in verdict_of(early, "The deductible is $2,500.").sightings] == ["context_cut"]


def test_a_state_stands_in_its_clause() -> None:
    context = {"plan": "Gold", "copay": 30, "status": "inactive"}
    assert conflicts_of([context], "The plan is active and your copay is $45.") == [
        Quoted("slot_conflict", "high", "active", "inactive"),
        Quoted("number_conflict", "high", "$45", "30"),
    ]
