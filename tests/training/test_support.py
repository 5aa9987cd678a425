"""What the support score learns from: edits change one thing, one answer makes both labels; measures measure."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bench.contradiction_rows import Row as Answer
from training.support import edits
from training.support.edits import EDITS
from training.support.fit import balanced, rarity_of
from training.support.measures import area, interval
from training.support.rows import TRAINS, Row, difference, rows_of

SENTENCE = "In May 1998 all 12 members of the Oslo club were not allowed to enter before Anna Keller paid $40 per day."
SCORED_ONLY = {"negation_nli", "expertqa", "faithdial_audit", "ragtruth", "fever_symmetric", "wice", "q2"}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "NAMES", ["Geneva", "Hassan Aziz"])


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_an_edit_changes_little_and_is_drawn_again_alike(kind: str) -> None:
    for seed in range(50):
        one, other = (EDITS[kind](SENTENCE, ["Mei Tanaka paid $75."], random.Random(seed)) for _ in range(2))
        assert one is not None
        assert one == other != SENTENCE
        words, changed = SENTENCE.split(), one.split()
        assert len(set(words) ^ set(changed)) <= 8, one


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_there_is_no_edit_where_there_is_nothing_to_edit(kind: str) -> None:
    assert EDITS[kind]("Otters sleep.", [], random.Random(1)) is None


@pytest.mark.parametrize(
    ("one", "other", "stretches"),
    [
        ("It opened in May 1998.", "It opened in May 1989.", ("1998", "1989")),
        ("Anna paid.", "Hassan Aziz paid.", ("Anna", "Hassan Aziz")),
        ("all of it", "none of it", ("all", "none")),
    ],
)
def test_the_difference_is_of_whole_words(one: str, other: str, stretches: tuple[str, str]) -> None:
    assert difference(one, other) == stretches


def _answer(context: str, said: str, group: str) -> Answer:
    return Answer(group, "own", group, "", "prose", (context,), (), said, "supported")


def test_one_answer_makes_rows_of_both_labels_and_an_edited_context_turns_them() -> None:
    context = "The club is old. " + SENTENCE + " Otters sleep. Birds sing in spring."
    found = [
        row
        for seed in range(30)
        for row in rows_of(_answer(context, SENTENCE, "a"), _answer("Foxes run.", "Foxes.", "b"), random.Random(seed))
    ]
    assert {row.kind for row in found} >= {"right", "other context", "absent", *EDITS}
    for row in found:
        assert row.supported == (row.kind == "right")
        assert row.group == "a"
        claim = row.claim.rstrip(".")
        assert (claim in row.contexts[0]) == row.supported, row
    assert len({row.claim for row in found if row.supported}) > 5
    assert any(row.claim.startswith(SENTENCE[:20]) and row.contexts[0] != context for row in found if not row.supported)


def test_no_set_trains_that_is_for_scoring_only() -> None:
    assert SCORED_ONLY.isdisjoint(TRAINS)


def test_both_labels_weigh_alike() -> None:
    rows = [Row("", (), supported, "right" if supported else "name", "own", "") for supported in [True] * 9 + [False]]
    weights = balanced(rows)
    assert weights[:9].sum() == pytest.approx(weights[9:].sum())


def test_rare_words_weigh_more_and_words_of_few_sentences_are_left_out() -> None:
    found = rarity_of(["The otter sleeps."] * 50 + ["The fox sleeps."] * 5 + ["The owl sleeps."])
    assert found["fox"] > found["otter"] > found["sleep"] == 0.0
    assert "owl" not in found


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    labels, scores = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.9, 0.4, 0.4, 0.1])
    assert area(labels, scores) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert area(labels, -scores) == pytest.approx(1 - 3.5 / 4)


def test_the_interval_is_around_the_area() -> None:
    draw = np.random.default_rng(1)
    labels = np.repeat([0.0, 1.0], 200)
    scores = draw.normal(size=400) + labels
    low, high = interval(labels, scores)
    assert low < area(labels, scores) < high
    assert high - low < 0.15
