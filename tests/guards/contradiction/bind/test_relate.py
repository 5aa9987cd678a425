"""Whether a claim can be true where a fact is another: limits, rates, scales, brackets, bare numbers and names."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.bind.relate import kinds_for, met
from tests.guards.contradiction.bind.speech import claims_of, context_of

ROWS: list[tuple[Any, str, str, bool]] = [
    # a limit in a key holds what lies within it, unless the claim is the limit
    ({"max_order": 500}, "An order of 120 is fine.", "same", False),
    ({"max_order": 500}, "An order of 620 is fine.", "differs", False),
    ({"max_order": 500}, "The maximum order is 120.", "differs", False),
    ({"max_order": 500}, "An order is at most 500.", "same", False),
    ({"max_order": 500}, "An order is at least 500.", "same", False),
    ({"max_order": 500}, "An order is at most 600.", "differs", False),
    ({"min_order": 50}, "An order of 120 is fine.", "same", False),
    ({"min_order": 50}, "An order of 20 is fine.", "differs", False),
    ({"min_order": 50}, "An order is at least 60.", "differs", False),
    # a rate over another period
    ("Growth is 0.9% per month.", "Growth is 0.9% per year.", "differs", False),
    ("Growth is 0.9% per month.", "Growth is 0.9% per month.", "same", False),
    ("The fee is $20 per month.", "The fee is $240 per year.", "apart", False),
    # the scale of a key, said or left out
    ({"revenue_millions": 17.2}, "The revenue was $17.2 million.", "same", True),
    ({"revenue_millions": 17.2}, "The revenue was $17.2.", "same", True),
    ({"revenue_millions": 17.2}, "The revenue was $19.2 million.", "differs", True),
    ({"revenue_millions": 17.2}, "The revenue was $17.2 billion.", "differs", True),
    # an accountant's brackets: below zero, or the size of a loss
    ({"net": "(3,200)"}, "Net was -3,200.", "same", False),
    ({"net": "(3,200)"}, "Net was 3,200.", "same", False),
    ({"net": "(3,200)"}, "Net was -3,500.", "differs", False),
    # a bare number is read as what the claim says that it is
    ({"window_days": 30}, "The window is 45 days.", "differs", False),
    ({"window": 30}, "The window is 30 days.", "same", True),
    ({"share": 0.2}, "The share is 20%.", "same", True),
    ({"share": 0.2}, "The share is 30%.", "differs", True),
    ({"founded": 1932}, "It was founded in 1923.", "differs", True),
]


@pytest.mark.parametrize(("context", "answer", "relation", "bare"), ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_a_value_against_the_only_fact(context: Any, answer: str, relation: str, bare: bool) -> None:
    known = context_of(context)
    (claim,) = [one for one in claims_of(answer, known) if one.statement.value.kind != "text"]
    (fact,) = [one for one in known.facts.all if one.value.kind != "text"]
    found = met(claim.statement.value, fact, claim.said.words.union(claim.said.sentence.said))
    assert (found.relation, found.bare) == (relation, bare)


@pytest.mark.parametrize(
    ("context", "answer"),
    [
        ({"shares": 365_223}, "The share is 28.46%."),  # no percentage, whatever its key
        ({"days": 12}, "It was founded on 3 May."),  # a day is no bare number
        ({"fee": "$20"}, "The fee takes 20 days."),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_compared_is_apart(context: Any, answer: str) -> None:
    known = context_of(context)
    (claim,) = [one for one in claims_of(answer, known) if one.statement.value.kind != "text"]
    assert {met(claim.statement.value, fact).relation for fact in known.facts.all} == {"apart"}


NAMES = [{"city": "Rome", "guide": "Ana Ruiz"}, {"city": "Oslo", "guide": "Tom Hale"}]


@pytest.mark.parametrize(
    ("said", "known", "relation"),
    [
        ("Ana Ruiz", "Ana Ruiz", "same"),
        ("Ana Ruiz", "Tom Hale", "differs"),
        ("Rome", "Oslo", "differs"),
        ("Bo Lind", "Ana Ruiz", "differs"),  # a name that the context lacks
    ],
)
def test_a_name_against_a_field(said: str, known: str, relation: str) -> None:
    context = context_of(NAMES)
    (claim,) = [one for one in claims_of(f"Today it is {said}.", context) if one.statement.value.kind == "text"]
    fact = next(one for one in context.facts.all if one.value.text == " ".join(known.lower().split()))
    columns = context.facts.columns_of(claim.statement.value.text)
    assert met(claim.statement.value, fact, frozenset(), columns).relation == relation


@pytest.mark.parametrize(
    ("kind", "meets", "never"),
    [
        ("money", {"money", "number"}, {"percent", "date", "text"}),
        ("date", {"date", "number"}, {"clock", "money"}),
        ("clock", {"clock"}, {"number", "date"}),
        ("count", {"number", "count"}, {"code", "percent"}),
        ("number", {"number", "count", "code", "percent"}, {"money", "text"}),
        ("text", {"text"}, {"number", "code"}),
    ],
)
def test_kinds_that_may_meet(kind: str, meets: set[str], never: set[str]) -> None:
    assert meets <= kinds_for(kind)
    assert never.isdisjoint(kinds_for(kind))
