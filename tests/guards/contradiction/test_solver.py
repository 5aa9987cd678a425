"""Which values arithmetic explains, and which it must not: tables of a claim, its facts and the operation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guards.case import Case
from guards.contradiction.bind.explain import solver_of
from guards.contradiction.check.columns import of_statements
from guards.contradiction.check.cues import Cues, cues_of
from guards.contradiction.check.solver import Column, Explanation, Solver
from guards.contradiction.context import Context
from guards.contradiction.statements import Statement, read
from guards.contradiction.text.words import fold, tokens_of
from guards.contradiction.values.value import Value
from schemas.interaction import Interaction

KINDS = ("money", "number", "count", "percent", "duration", "date", "mass")


def context_of(facts: Any) -> Context:
    text = facts if isinstance(facts, str) else json.dumps(facts)
    event = {"messages": "?", "context": [{"text": text}], "output": "-"}
    return Context.of(Case(Interaction.model_validate(event)).passages)


def last_claim(answer: str, question: str = "") -> tuple[Value, Cues]:
    """The last value of an answer, and what is said beside it."""
    folded = fold(answer)
    sentence = list(read(folded))[-1]
    *others, claim = (one.value for one in sentence.statements)
    asked = fold(question)
    others += [one.value for part in read(asked) for one in part.statements]
    said = [word.stem for word in tokens_of(folded) if not (claim.start <= word.start and word.stem.isdigit())]
    return claim, cues_of([*said, *(word.stem for word in tokens_of(asked))], others)


def explained(facts: Any, answer: str, question: str = "") -> Explanation | None:
    context = context_of(facts)
    claim, cues = last_claim(answer, question)
    found = context.kept(solver_of).explain(claim, cues)
    if found is not None:
        return found
    spoken = frozenset().union(*(sentence.content for sentence in read(fold(answer))))
    told = context.facts.told_about(spoken | cues.words, 40)
    statements: list[tuple[object, Statement]] = [
        (fact.sentence.start, fact.statement)
        for fact in told
        if fact.value.kind in KINDS and fact.sentence is not None and fact.statement is not None
    ]
    return Solver(of_statements(statements)).explain(claim, cues)


GAMES = [
    {"week": 1, "opponent": "Montreal Alouettes", "result": "loss", "attendance": 20589},
    {"week": 2, "opponent": "Toronto Argonauts", "result": "win", "attendance": 30822},
    {"week": 3, "opponent": "Calgary Stampeders", "result": "loss", "attendance": 31116},
    {"week": 4, "opponent": "Edmonton Eskimos", "result": "loss", "attendance": 21402},
    {"week": 5, "opponent": "Toronto Argonauts", "result": "win", "attendance": 19423},
]
SCORES = [{"name": f"Player {n}", "score": 10 + n * n * 31 % 97} for n in range(20)]
DEBT = [
    {"item": "Finished goods", "2019": "133,682", "2018": "162,935"},
    {"item": "Work in process", "2019": "174,550", "2018": "186,240"},
    {"item": "Total inventories", "2019": "442,530", "2018": "486,741"},
]
ORDER = {"price": 250, "discount_percent": 12}
PRICES = "Admission is $18 for adults, $12 for seniors and free for children under 6."
LEASE = "The machine was bought on 14 May 2021. The warranty runs for 3 years from that day."


@pytest.mark.parametrize(
    ("facts", "answer", "operation"),
    [
        # rows that meet a condition, and what their cells add up to
        (GAMES, "There were 3 games with the result loss.", "count"),
        (GAMES, "There were 2 games with the result loss.", None),
        (GAMES, "Together the two Toronto Argonauts games had an attendance of 50,245.", "sum"),
        (GAMES, "Together the two Toronto Argonauts games had an attendance of 51,245.", None),
        (GAMES, "The average attendance was 24,670.4.", "mean"),
        (GAMES, "The average attendance was 24,760.4.", None),
        (GAMES, "Attendance in week 3 was higher than in week 1 by 10,527.", "difference"),
        (GAMES, "Attendance in week 3 was higher than in week 1 by 10,257.", None),
        (GAMES, "Together the games with the result loss had an attendance of 73,107.", "sum"),
        # among so many pairs one always fits
        (SCORES, "The Score of the best player was higher by 52.", None),
        (SCORES, "The Score of Player 3 was higher than that of Player 14 by 23.", "difference"),
        # one record: a share of an amount, what is left of it
        (ORDER, "The discount is $30.", "part"),
        (ORDER, "After the discount the price is $220.", "rest"),
        (ORDER, "After the discount the price is $210.", None),
        # prose
        ("Rent is $900 and utilities are $150 per month.", "The total of rent and utilities is $1,050.", "sum"),
        ("Rent is $900 and utilities are $150 per month.", "The total of rent and utilities is $1,150.", None),
        ("A pack has 6 rolls at $1.50 each.", "A pack of rolls costs $9.00.", "product"),
        ("A pack has 6 rolls at $1.50 each.", "A pack of rolls costs $8.00.", None),
        (PRICES, "Two adults pay $36.", "times"),
        (PRICES, "Two adults and a senior pay $48.", "times"),
        (PRICES, "Two adults and a senior pay $47.", None),
        ("Revenue grew from $200M to $250M.", "Revenue grew 25%.", "growth"),
        ("Revenue grew from $200M to $250M.", "Revenue grew 35%.", None),
        ("Assignments count for 40% of the grade.", "The rest of the grade, 60%, is the exam.", "rest"),
        (LEASE, "The warranty of the machine ends on 14 May 2024.", "time"),
        (LEASE, "The warranty of the machine ends on 14 May 2026.", None),
        # a number that another number could make, where nothing says so
        (GAMES, "The attendance in Hamilton was 51,000.", None),
        ("The subtotal is $80.00 and sales tax is 7.5%.", "Sales tax is 9.5%.", None),
        ([{"model": "A", "price": 999}, {"model": "B", "price": 1299}], "Model B costs $1,149.", None),
    ],
)  # fmt: skip
def test_what_explains_a_claim(facts: Any, answer: str, operation: str | None) -> None:
    found = explained(facts, answer)
    assert (found.operation if found else None) == operation


@pytest.mark.parametrize(
    ("question", "answer", "operation"),
    [
        ("What is the percentage change in Finished goods from 2018 to 2019?", "-17.95%", "growth"),
        ("What is the percentage change in Finished goods from 2018 to 2019?", "-19.75%", None),
        ("What is the average of total inventories in 2018 and 2019?", "464,635.5 thousand", "mean"),
        ("What is the change in work in process from 2018 to 2019?", "-11,690 thousand", "difference"),
        ("What is the change in work in process from 2018 to 2019?", "-12,690 thousand", None),
        ("What share of the total inventories in 2019 is finished goods?", "30.21%", "share"),
    ],
)  # fmt: skip
def test_a_question_names_rows_columns_and_the_operation(question: str, answer: str, operation: str | None) -> None:
    found = explained(DEBT, answer, question)
    assert (found.operation if found else None) == operation


def test_an_explanation_names_its_operands() -> None:
    found = explained(DEBT, "-11,690", "What is the change in work in process from 2018 to 2019?")
    assert found is not None
    assert sorted(one.value.low for one in found.operands) == [174_550, 186_240]
    assert abs(found.result) == 11_690
    assert 0 < found.chance < 0.01


def test_the_words_of_a_key_reckon_nothing() -> None:
    said = [word.stem for word in tokens_of("the total rent")]
    assert "sum" in cues_of(said).operations
    assert "sum" not in cues_of(said, named=frozenset(("total",))).operations


class Counted(list[Any]):
    """A list that counts how often an item of it is taken."""

    taken = 0

    def __iter__(self) -> Any:
        for one in super().__iter__():
            Counted.taken += 1
            yield one


@pytest.mark.parametrize(
    "answer", ["The total attendance is 7,777,777.", "The average attendance of both was 7,777,777."]
)
def test_ten_times_the_facts_cost_ten_times_at_most(answer: str) -> None:
    """Reading a column is linear; what is tried of it has a bound."""

    def cost(rows: int) -> int:
        solver = Solver([_long(name, rows) for name in ("attendance", "points")])
        solver.terms = [Counted(terms) for terms in solver.terms]
        Counted.taken = 0
        claim, cues = last_claim(answer)
        assert solver.explain(claim, cues) is None
        return Counted.taken

    few, many = cost(200), cost(2_000)
    assert few
    assert many <= 10 * few


def test_no_more_is_tried_than_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    solver = Solver([_long(name, 500) for name in ("attendance", "points", "wins")])
    of_all = solver._candidates

    def counted(*given: Any) -> Any:
        nonlocal tried
        for one in of_all(*given):
            tried += 1
            yield one

    monkeypatch.setattr(solver, "_candidates", counted)
    claim, cues = last_claim("The total of both, attendance and points, is 7,777,777.")
    assert solver.explain(claim, cues, budget=150) is None
    assert tried == 150


def _long(name: str, rows: int) -> Column:
    context = context_of([{name: 1_000 + 17 * n} for n in range(rows)])
    (column,) = context.kept(solver_of).columns
    return column
