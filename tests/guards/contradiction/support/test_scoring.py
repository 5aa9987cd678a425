"""The support score: what it ranks, what it leaves out, and that a batch changes nothing."""

from __future__ import annotations

import random
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.contradiction.support.codes import WordCodes
from guards.contradiction.support.head import read_head, shipped
from guards.contradiction.support.layout import ANSWER_MAX, CONTEXT_MAX, SENTENCE_WORDS_MAX, Item, lay_out
from guards.contradiction.support.scoring import Scorer, Support
from schemas.errors import InvariantError

SCORER = Scorer(shipped())

PLAN = (
    "The Harbor plan covers 30 physical therapy visits per year. Referrals are not needed for specialists. "
    "The annual deductible is $1,500 and is due on March 1. Most claims are paid within ten days. "
    "Anna Keller manages the Lisbon office and reports to Priya Nair."
)


def score(claim: str, context: str = PLAN) -> float:
    (found,) = SCORER.score([Item((claim,), (context,))])
    assert found is not None
    return found.score


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("It covers 30 physical therapy visits per year.", "It covers 45 physical therapy visits per year."),
        ("The deductible is $1,500 a year.", "The deductible is €1,500 a year."),
        ("The deductible is due on March 1.", "The deductible is due on May 1."),
        ("Anna Keller manages the office in Lisbon.", "Anna Keller manages the office in Denver."),
        ("Referrals are not needed for specialists.", "Referrals are needed for specialists."),
        ("You don't need a referral for a specialist.", "Specialists always demand a surgery in Denver."),
        ("Most claims are paid within ten days.", "No claims are paid within ten days."),
        ("Anna Keller reports to Priya Nair.", "Priya Nair reports to Anna Keller."),
        ("The annual deductible is $1,500.", "The plan pays for dental implants in Spain."),
    ],
)
def test_a_true_sentence_scores_above_a_false_one(right: str, wrong: str) -> None:
    assert score(right) > score(wrong) + 0.1


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        ("The plan covers 30 visits.", 1),
        ("Hello! Thanks for asking about the plan. The plan covers 30 visits.", 1),
        ("Would you like to know the visits that the plan covers?", 0),
        ("Which therapy visits does the plan cover?", 0),
        ("Let me know if you want help with the specialist visits.", 0),
        ("Feel free to contact the specialist office. Please call the office.", 0),
        ("Click the referral link and open the claims page.", 0),
        ("I hope this helps with your therapy visits!", 0),
        ("Please take 2 tablets after therapy visits.", 1),  # an instruction with a number may be wrong
        ("Certainly.", 0),
        ("Dr. Smith of St. Louis covers e.g. the visits of J. Doe.", 1),
        ("", 0),
        ("\x00\ud800 ... !!! ???", 0),
    ],
)
def test_only_what_claims_something_is_scored(answer: str, sentences: int) -> None:
    (found,) = SCORER.score([Item((answer,), (PLAN,))])
    assert (len(found.scores) if found is not None else 0) == sentences


def test_the_weakest_sentences_make_the_score_and_are_named() -> None:
    good = "The plan covers 30 physical therapy visits per year. Referrals are not needed for specialists. "
    (found,) = SCORER.score([Item((good * 3 + "Otters sleep floating in Spain.",), (PLAN,))])
    assert found is not None
    assert found.weakest == len(found.scores) - 1
    assert found.score < score(good * 3)
    assert found.score == pytest.approx(sum(sorted(found.scores)[:3]) / 3)


def test_what_is_around_a_sentence_is_the_nearest_with_its_neighbours_within_its_text() -> None:
    passages = (
        "Otters sleep. The Harbor plan covers visits. Birds sing.",
        "The plan has a deductible. Visits cost money.",
    )
    (found,) = SCORER.score([Item(("The Harbor plan covers visits of a deductible.",), passages)])
    assert found is not None
    assert found.around(0) == [(0, 0, 9), (1, 0, 5)]
    (found,) = SCORER.score([Item(("Birds sing.",), passages)])
    assert found is not None
    assert found.around(0) == [(0, 2, 9)]


def test_there_is_no_score_without_context_or_answer() -> None:
    items = [
        Item((), (PLAN,)),
        Item(("The plan covers it.",), ()),
        Item(("The plan covers visits.",), ("",)),
        Item((), ()),
    ]
    assert SCORER.score(items) == [None] * 4
    assert SCORER.score([]) == []


def _items(draw: random.Random, count: int) -> list[Item]:
    sentences = PLAN.split(". ")
    return [
        Item(
            tuple(". ".join(draw.choices(sentences, k=draw.randint(0, 4))) for _ in range(draw.randint(0, 2))),
            tuple(". ".join(draw.choices(sentences, k=draw.randint(0, 6))) for _ in range(draw.randint(0, 3))),
        )
        for _ in range(count)
    ]


def test_a_batch_says_what_each_item_says_alone_in_any_order() -> None:
    draw = random.Random(11)
    items = _items(draw, 40)
    alone = [SCORER.score([item])[0] for item in items]
    assert sum(found is not None for found in alone) > 10
    order = draw.sample(range(40), 40)
    for place, found in zip(order, SCORER.score([items[place] for place in order]), strict=True):
        _same(alone[place], found)


def _same(one: Support | None, other: Support | None) -> None:
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.score == pytest.approx(other.score, abs=1e-12)
        numbers = range(len(one.scores))
        assert one.scores == pytest.approx(other.scores, abs=1e-12)
        assert [one.place(number) for number in numbers] == [other.place(number) for number in numbers]
        assert [one.around(number) for number in numbers] == [other.around(number) for number in numbers]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=6))
def test_any_text_has_a_score_from_0_to_1_or_none(texts: list[tuple[str, str]]) -> None:
    for found in SCORER.score([Item((answer,), (context,)) for answer, context in texts]):
        assert found is None or 0 <= found.score <= 1
        assert found is None or all(0 <= one <= 1 for one in found.scores)


@pytest.mark.parametrize(
    ("answer", "context"),
    [
        ("The plan covers 30 visits. " * 4_000, PLAN),
        ("The plan covers 30 visits.", "The plan covers 30 visits, and " * 20_000),
        ("a. " * 20_000, "a. " * 60_000),
        ("word " * 50_000, "word " * 100_000),
        ("x" * 500_000, "x" * 500_000),
        ("The plan covers visits.", "\n".join(f"Line {number} covers visits." for number in range(20_000))),
        ("{" * 100_000, "[" * 200_000),
    ],
    ids=["long answer", "long context", "short sentences", "one word", "one token", "many sentences", "braces"],
)
def test_long_texts_are_bounded(answer: str, context: str) -> None:
    # The time limit of the suite is the bound: without it some of these take minutes and gigabytes.
    SCORER.score([Item((answer,), (context,))])


def test_a_model_for_other_features_is_refused() -> None:

    with pytest.raises(InvariantError, match="train it again"):
        read_head('{"features": ["one"], "rarity": []}')


def test_the_model_is_small() -> None:

    assert len((files("guards.contradiction.support") / "support.model").read_bytes()) < 300_000


def test_what_is_read_is_bounded() -> None:

    answer, context = lay_out([Item(("word " * 50_000, "word"), ("word " * 100_000, "word"))], WordCodes({}))
    assert len(answer.codes) == ANSWER_MAX // 5
    assert len(context.codes) == CONTEXT_MAX // 5
    assert max(answer.begins[1:] - answer.begins[:-1]) == SENTENCE_WORDS_MAX
