"""The support score: what it ranks and leaves out, that a batch changes nothing, and that long texts are bounded."""

from __future__ import annotations

import json
import random
import re
import sys
from importlib.resources import files
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.support.features import NAMES
from guards.contradiction.support.scoring import FILE, Head, Reading, Scorer, Support, shipped
from guards.contradiction.text.words import fold
from schemas.errors import InvariantError
from tests.guards.contradiction.cases import case_of

SCORER = Scorer(shipped())
PLAN = (
    "The Harbor plan covers 30 physical therapy visits per year. Referrals are not needed for specialists. "
    "The annual deductible is $1,500 and is due on March 1. Most claims are paid within ten days. "
    "Anna Keller manages the Lisbon office and reports to Priya Nair."
)
RIVER = (
    "The Marne is a river in France, a tributary of the Seine. It is 514 kilometres long. The river gave its name to "
    "four departments. Two battles were fought near it during the First World War, in September 1914 and in July 1918."
)
ORDERS = [
    {"order": "A-17", "customer": "Mei Tanaka", "city": "Osaka", "items": 3, "status": "shipped"},
    {"order": "B-22", "customer": "Lucas Brandt", "city": "Geneva", "items": 5, "status": "cancelled"},
]


def reading(answer: str, *contexts: Any) -> Reading:
    return Reading(Context.of(case_of(list(contexts), answer).passages).grounds, [(answer, list(read(fold(answer))))])


def scored(answer: str, *contexts: Any) -> Support | None:
    return SCORER.score([reading(answer, *contexts)])[0]


def score(answer: str, context: Any = PLAN) -> float:
    found = scored(answer, context)
    assert found is not None
    return found.score


@pytest.mark.parametrize(
    ("context", "supported", "contradicted", "unsupported"),
    [
        (
            PLAN,
            "It covers 30 physical therapy visits per year.",
            "It covers 45 physical therapy visits per year.",
            "Otters sleep floating in Spain.",
        ),
        (
            PLAN,
            "Anna Keller manages the office in Lisbon.",
            "Anna Keller manages the office in Denver.",
            "The plan pays for dental implants in Spain.",
        ),
        (
            PLAN,
            "Referrals are not needed for specialists.",
            "Referrals are needed for specialists.",
            "The insurer was founded by two doctors.",
        ),
        (
            RIVER,
            "Two battles were fought near the river in 1914 and 1918.",
            "Two battles were fought near the river in 1914 and 1940.",
            "The river is famous among anglers for its large pike.",
        ),
        (
            RIVER,
            "The Marne is a tributary of the Seine in France.",
            "The Marne is a tributary of the Rhine in Germany.",
            "Its water is cleaned by a plant that opened lately.",
        ),
        (
            ORDERS,
            "Mei Tanaka ordered 3 items to Osaka.",
            "Mei Tanaka ordered 5 items to Denver.",
            "Every parcel is insured against loss and theft.",
        ),
    ],
)
def test_supported_contradicted_and_unsupported_sentences_are_in_this_order(
    context: Any, supported: str, contradicted: str, unsupported: str
) -> None:
    assert score(supported, context) > score(contradicted, context) + 0.03
    assert score(supported, context) > score(unsupported, context) + 0.1


@pytest.mark.parametrize(
    ("answer", "sentences"),
    [
        ("The plan covers 30 visits.", 1),
        ("Hello! Thanks for asking about the plan. The plan covers 30 visits.", 1),
        ("Would you like to know the visits that the plan covers?", 0),
        ("Which therapy visits does the plan cover?", 0),
        ("Let me know if you want help with the specialist visits.", 0),
        ("Feel free to contact the specialist office.", 0),
        ("I hope this helps with your therapy visits!", 0),
        ("I love the therapy visits.", 1),
        ("Please take 2 tablets after therapy visits.", 1),  # an instruction with a number may be wrong
        ("$1,500.", 1),
        ("Certainly.", 0),
        ("Dr. Smith of St. Louis covers e.g. the visits of J. Doe.", 1),
        ("", 0),
        ("\x00 ... !!! ???", 0),
    ],
)
def test_only_what_claims_something_is_scored(answer: str, sentences: int) -> None:
    found = scored(answer, PLAN)
    assert (len(found.scores) if found is not None else 0) == sentences


def test_the_weakest_sentences_make_the_score_and_are_named() -> None:
    good = "The plan covers 30 physical therapy visits per year. Referrals are not needed for specialists. "
    found = scored(good * 3 + "Otters sleep floating in Spain.", PLAN)
    assert found is not None
    assert found.weakest == len(found.scores) - 1
    assert found.score < score(good * 3)
    assert found.score == pytest.approx(sum(sorted(found.scores)[:3]) / 3)


def test_what_is_around_a_sentence_is_the_nearest_with_its_neighbours_within_its_text() -> None:
    texts = [
        "Otters sleep. The Harbor plan covers visits. Birds sing.",
        "The plan has a deductible. Visits cost money.",
    ]
    found = scored("The Harbor plan covers visits of a deductible.", *texts)
    assert found is not None
    assert [texts[one.part][one.start : one.end] for one in found.around(0)] == [
        texts[0],
        "The plan has a deductible.",
    ]
    near = found.near(0)
    assert near is not None
    assert texts[near.part][near.start : near.end] == "The Harbor plan covers visits."


def test_there_is_no_score_without_context_or_answer() -> None:
    assert SCORER.score([None, reading("The plan covers visits.", ""), reading("", PLAN)]) == [None] * 3
    assert SCORER.score([]) == []


def test_a_batch_says_what_each_says_alone_in_any_order() -> None:
    draw = random.Random(11)
    sentences = PLAN.split(". ")

    def text() -> str:
        return ". ".join(draw.choices(sentences, k=draw.randint(0, 5)))

    readings = [reading(text(), text(), text()) for _ in range(40)]
    alone = [SCORER.score([one])[0] for one in readings]
    assert sum(found is not None for found in alone) > 10
    order = draw.sample(range(40), 40)
    for place, found in zip(order, SCORER.score([readings[place] for place in order]), strict=True):
        other = alone[place]
        assert (found is None) == (other is None)
        if found is not None and other is not None:
            assert found.scores == pytest.approx(other.scores, abs=1e-9)
            assert found.places == other.places


@settings(max_examples=200)
@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=6))
def test_any_text_has_a_score_from_0_to_1_or_none(texts: list[tuple[str, str]]) -> None:
    for found in SCORER.score([reading(answer, context) for answer, context in texts]):
        assert found is None or 0 <= found.score <= 1
        assert found is None or all(0 <= one <= 1 for one in found.scores)


def _calls(answer: str, context: str) -> int:
    """Python calls of a scoring, comprehensions among them: what it costs, however busy the machine is."""
    one = reading(answer, context)
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        SCORER.score([one])
    finally:
        sys.setprofile(None)
    return count


def test_a_tenfold_text_costs_at_most_tenfold() -> None:
    answer = " ".join(f"The Harbor plan covers {number} therapy visits in town {number}." for number in range(20))
    context = " ".join(f"The Harbor plan covers {number} visits and town {number}." for number in range(200))
    longer, wider = " ".join([answer] * 10), " ".join([context] * 10)
    assert _calls(longer, context) < _calls(answer, context) * 11
    assert _calls(answer, wider) < _calls(answer, context) * 11


def test_weights_for_other_features_are_refused() -> None:
    with pytest.raises(InvariantError, match="fit them again"):
        Head({"features": ["one"]})


def test_the_file_is_what_its_card_says() -> None:
    folder = files("guards.contradiction.support")
    text = (folder / FILE).read_text("utf-8")
    said, card = json.loads(text), (folder / "CARD.md").read_text("utf-8")
    told = re.search(r"`support\.json`, ([\d,]+) bytes", card)
    assert told is not None
    assert int(told[1].replace(",", "")) == len(text.encode())
    assert f"{len(said['features'])} features" in card
    assert f"{said['rows']:,} rows" in card
    assert f"{sum(len(words.split()) for words in said['rarity'].values()):,} word stems" in card
    for source, rows in said["sources"].items():
        assert re.search(rf"\| {source} \|.*\| {rows:,} \|", card), source
    assert tuple(said["features"]) == NAMES
    assert {len(said[name]) for name in ("middle", "spread", "weights")} == {len(NAMES)}
