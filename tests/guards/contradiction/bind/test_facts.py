"""The facts of a context: their words, how much a word tells, and the few that a claim could speak of."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.bind.facts import Fact
from guards.contradiction.bind.relate import kinds_for
from guards.contradiction.context import Context
from guards.contradiction.values.value import Value
from tests.guards.contradiction.bind.speech import PLANS, claims_of, context_of, quoted

NAMES = ["alder", "birch", "cedar", "elm", "maple"]
PRICE = Value("money", 0, 3, 45.0, 45.0, unit="usd", text="$")


def near(context: Context, *words: str, value: Value = PRICE) -> list[Fact]:
    return context.facts.near(dict.fromkeys(words, 1.0), value, kinds_for(value.kind))


def test_a_cell_is_known_by_its_key_and_by_the_names_of_its_row() -> None:
    price = next(one for one in context_of(PLANS).facts.all if one.value.low == 45.0)
    assert (price.attribute, price.about, price.names) == ({"pric"}, {"summit"}, (frozenset({"summit"}),))
    assert price.structured
    assert quoted(price, PLANS) == "$45"


def test_a_value_of_prose_is_known_by_its_clause_and_its_sentence() -> None:
    text = "Rent is $900, and the garage costs $80."
    rent, garage = context_of(text).facts.all
    assert [quoted(one, text) for one in (rent, garage)] == ["$900", "$80"]
    assert "rent" in rent.attribute
    assert "garag" in garage.attribute
    assert rent.row == garage.row
    assert not rent.structured
    assert (rent.names, garage.names) == ((frozenset({"rent"}),), (frozenset({"garag"}),))


@pytest.mark.parametrize(
    ("key", "bound"), [("max_size", "max"), ("minimum_age", "min"), ("size", ""), ("maximize", "")]
)
def test_a_key_says_that_its_value_is_a_limit(key: str, bound: str) -> None:
    (fact,) = context_of({key: 12}).facts.all
    assert fact.bound == bound


def test_what_fewer_facts_share_tells_more() -> None:
    facts = context_of([{"name": name, "size": 3} for name in NAMES]).facts
    assert facts.rarity("size") < facts.rarity(NAMES[0]) < facts.rarity("nowhere")
    assert facts.telling("nowhere") == 1.0
    assert facts.weight(frozenset(("size", NAMES[0]))) == facts.rarity("size") + facts.rarity(NAMES[0])


def test_a_sum_of_rarities_is_the_same_in_any_order() -> None:
    facts = context_of([{f"k{number % 7}": number, f"x{number}": 1} for number in range(60)]).facts
    words = sorted(word for fact in facts.all for word in fact.words)
    assert sum(map(facts.rarity, words)) == sum(map(facts.rarity, reversed(words)))


def test_the_facts_that_share_most_words_come_first_and_of_their_kind_only() -> None:
    context = context_of(PLANS)
    assert [quoted(one, PLANS) for one in near(context, "summit", "pric")] == ["$45", "$30", "9"]
    assert {one.value.kind for one in near(context, "summit")} <= kinds_for("money")


def test_a_fact_of_the_very_number_is_a_candidate_whatever_its_words() -> None:
    context = context_of([*PLANS, {"deposit": "$1,234"}])
    equal = PRICE._replace(low=1234.0, high=1234.0)
    assert "$1,234" in [quoted(one, [*PLANS, {"deposit": "$1,234"}]) for one in near(context, "summit", value=equal)]


def test_candidates_are_bounded() -> None:
    rows = [{"name": f"n{number}", "price": "$45"} for number in range(150)]
    assert len(near(context_of(rows), "pric")) <= 20 + 8


def test_words_that_very_many_facts_share_say_nothing_beside_a_telling_one() -> None:
    rows: list[Any] = [{"name": name, "price": f"${number}"} for number, name in enumerate(NAMES * 50)]
    rows.append({"name": "heron", "price": "$490"})
    context = context_of(rows)
    told = near(context, "heron", "pric", value=PRICE._replace(low=7_777.0, high=7_777.0))
    assert [quoted(one, rows) for one in told] == ["$490"]
    assert near(context, "pric", value=PRICE._replace(low=7_777.0, high=7_777.0)) != []  # all that is said


def test_the_words_of_the_context_are_known() -> None:
    facts = context_of(PLANS, "Otters sleep.").facts
    assert facts.is_known("summit")
    assert facts.is_known("otter")
    assert not facts.is_known("whale")


def test_claims_leave_out_questions_code_and_rows_of_numbers() -> None:
    context = context_of("The fee is $20.")
    assert [one.statement.value.low for one in claims_of("The fee is $30.", context)] == [30.0]
    assert claims_of("Is the fee $30?", context) == []
    assert claims_of("The fees are " + ", ".join(f"${number}" for number in range(100, 200)) + ".", context) == []


def test_a_sentence_is_about_what_the_two_before_it_said() -> None:
    context = context_of(PLANS)
    claim = claims_of("Take the Summit plan. It is good. It costs $30.", context)[-1]
    assert "summit" in claim.said.spoken
    late = claims_of("Take the Summit plan. It is good. It is new. It costs $30.", context)[-1]
    assert "summit" not in late.said.spoken
