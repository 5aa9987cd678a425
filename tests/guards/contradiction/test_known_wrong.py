"""Plain answers that are judged wrongly today, each with what is wrong: one that is judged rightly leaves the list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.cases import conflicts_of
from tests.guards.contradiction.test_conflicts import ASKED
from tests.guards.contradiction.test_supported import FLIGHTS, PLAN

POOL = "The pool is open every day except Monday."
CHECKS = {"check_in": "15:00", "check_out": "11:00"}
ORDERS = {"order": {"id": 53985, "zip": "02139", "days": 12}}
AGENTS = "12 of the 40 agents work part-time."

ROWS: list[tuple[str, Any, str, list[str], str]] = [
    # flagged, and right
    (
        "another name by a prefix",
        "The in-network deductible is $1,500.",
        "The out-of-network deductible is $4,000.",
        [],
        "",
    ),
    ("a day excepted", POOL, "The pool is open on Tuesday.", [], ""),
    # missed, or quoted from elsewhere
    ("another field of the same word", PLAN, "Your deductible is $2,500.", ["1500"], ""),
    ("a fraction said as a percentage", PLAN, "Your coinsurance is 30%.", ["0.2"], ""),
    ("a number in another unit", {"timeout_ms": 500}, "The timeout is 2 seconds.", ["500"], ""),
    ("a count called a percentage", AGENTS, "12% of the agents work part-time.", ["12"], ""),
    ("an identifier without its key", ORDERS, "Your order 53895 was sent.", ["53985"], ""),
    ("a price by another word", FLIGHTS, "The fare is 180 euros.", ["95"], ASKED),
    ("one limit of two", {"min_order": 50, "max_order": 500}, "An order of 620 is fine.", ["500"], ""),
    ("the other end", CHECKS, "Check-out is at 12:30 pm.", ["11:00"], ""),
]


@pytest.mark.parametrize(
    ("context", "answer", "known", "asked"),
    [pytest.param(*row[1:], id=row[0], marks=pytest.mark.xfail(strict=True, reason=row[0])) for row in ROWS],
)
def test_plain_answers(context: Any, answer: str, known: list[str], asked: str) -> None:
    assert [one.known for one in conflicts_of([context], answer, asked)] == known
