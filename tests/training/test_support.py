"""What the support score is trained on: edits change one thing, paraphrases none; the measures measure."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from guards.contradiction.support.lexicon import ONES
from training.support import edits
from training.support.edits import EDITS
from training.support.fit import head_of, rarity_of
from training.support.measures import area, interval, recall_at
from training.support.network import Plan, fit
from training.support.paraphrase import paraphrased
from training.support.rows import Base, edited, own_rows, record_rows

SENTENCE = "In May 1998 all 12 members of the Oslo club were not allowed to enter before Anna Keller paid $40 per day."


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


def test_a_paraphrase_says_no_other_number_name_or_sign() -> None:
    draw = random.Random(5)
    spelt = dict(zip(ONES[2:13], range(2, 13), strict=True))
    for _ in range(300):
        said = paraphrased(SENTENCE, draw, 1.5)
        numbers = set(re.findall(r"\d+", said)) | {str(value) for word, value in spelt.items() if word in said.split()}
        assert numbers <= {"1998", "12", "40"}, said
        assert not {"Geneva", "Hassan"} & set(said.split())
        if "allowed to enter" in said:
            assert re.search(r"\bnot\b|n't\b", said), said


def test_the_unedited_side_is_paraphrased_too() -> None:
    base = Base(SENTENCE, ("Mei Tanaka paid $75.",), "g")
    draw = random.Random(2)
    right = {row.claim for _ in range(20) for row in edited(base, draw) if row.supported}
    assert len(right - {SENTENCE}) > 5


def test_rows_of_our_own_have_both_labels_and_their_groups() -> None:
    draw = random.Random(3)
    rows = [*own_rows(draw, 1), *record_rows(draw, 2)]
    share = sum(row.supported for row in rows) / len(rows)
    assert 0.3 < share < 0.7
    assert all(row.passages and row.claim and row.group for row in rows)
    assert not [row for row in rows if "{n}" in row.claim or "{p}" in row.claim]


def test_a_network_learns_what_is_there_and_the_same_twice() -> None:
    draw = np.random.default_rng(1)
    x = draw.normal(size=(2_000, 6))
    y = ((x[:, 0] > 0) ^ (x[:, 1] > 0)).astype(float)
    plan = Plan(units=16, networks=2, epochs=30, batch=64, dropout=0.0)
    one, other = (fit(x, y, np.ones(len(y)), plan) for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one)
    scaled = (x - one["middle"]) / one["spread"]
    said = (np.maximum(scaled @ one["hidden"] + one["hidden_bias"], 0) @ one["out"] + one["out_bias"]).mean(1)
    assert area(y, said) > 0.97


def test_areas_are_those_of_all_pairs() -> None:
    draw = np.random.default_rng(1)
    labels = (draw.random(200) < 0.4).astype(float)
    scores = np.round(draw.random(200), 1)
    right, wrong = scores[labels > 0], scores[labels == 0]
    pairs = [(one > other) + (one == other) / 2 for one in right for other in wrong]
    assert area(labels, scores) == pytest.approx(np.mean(pairs))
    low, high = interval(labels, scores)
    assert low < area(labels, scores) < high
    assert recall_at(np.arange(100.0), np.array([1.0, 50.0])) == 0.5


def test_the_file_is_what_the_head_reads() -> None:
    from guards.contradiction.support.features import NAMES

    draw = np.random.default_rng(1)
    x = draw.normal(size=(500, len(NAMES)))
    arrays = fit(x, (x[:, 0] > 0).astype(float), np.ones(500), Plan(units=4, networks=2, epochs=2))
    rarity = rarity_of(["the plan covers visits"] * 4 + ["an otter sleeps"])
    head = head_of(rarity, arrays)
    assert head.rarity["plan"] == rarity["plan"]
    said = head.probabilities(x)
    assert ((said >= 0) & (said <= 1)).all()
    assert area((x[:, 0] > 0).astype(float), said) > 0.6
