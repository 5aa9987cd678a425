"""What binding learns from: claims with labels, answers with one value swapped; and a fit that runs."""

from __future__ import annotations

import json
import random

import pytest

from guards.contradiction.bind.bound import DECISION_FEATURES
from guards.contradiction.bind.model import Model
from guards.contradiction.bind.pairs import FEATURES
from training.binding.examples import Example, examples_of, single_out

ROOMS = (
    '[{"room": "Alder", "price": "$40", "beds": 2, "view": "lake"},'
    ' {"room": "Birch", "price": "$65", "beds": 3, "view": "garden"}]'
)
RIGHT = "The Alder room costs $40 and has 2 beds. The Birch room costs $65."


def _examples(answer: str, label: str, source: str = "own", **options: object) -> list[Example]:
    return list(examples_of(source, "rooms", "r1", [ROOMS], answer, label, **options))  # type: ignore[arg-type]


def _said(one: Example) -> str:
    value = one.bound.claim.statement.value
    return one.folded[value.start : value.end]


def test_every_claim_of_a_right_answer_is_right() -> None:
    found = _examples(RIGHT, "supported")
    assert {"$40", "2", "$65"} <= {_said(one) for one in found}
    assert {one.label for one in found} == {0}


def test_of_a_wrong_answer_only_the_marked_place_is_known_to_be_wrong() -> None:
    wrong = RIGHT.replace("$65", "$95")
    place = wrong.index("$95")
    labels = {_said(one): one.label for one in _examples(wrong, "contradiction", marks=[(place, place + 3)])}
    assert labels["$95"] == 1
    assert labels["$40"] is None
    found = _examples(wrong, "contradiction", "authors_first", marks=[(place, place + 3)])
    alone = {_said(one): one.label for one in found}
    assert (alone["$95"], alone["$40"]) == (1, 0)  # of a source whose answers are wrong in one place


def test_nothing_is_known_of_a_wrong_answer_without_marks() -> None:
    assert {one.label for one in _examples(RIGHT.replace("$65", "$95"), "contradiction")} == {None}


def test_the_claim_that_alone_agrees_with_nothing_is_the_wrong_one() -> None:
    found = _examples(RIGHT.replace("$65", "$95"), "contradiction")
    single_out(found)
    assert [_said(one) for one in found if one.label == 1] == ["$95"]
    twice = _examples(RIGHT.replace("$65", "$95").replace("$40", "$17"), "contradiction")
    single_out(twice)
    assert all(one.label is None for one in twice)


def test_a_swap_changes_one_value_and_its_mark_is_where_it_stands() -> None:
    by_answer: dict[str, list[Example]] = {}
    for number in range(20):
        for one in examples_of("own", "rooms", f"r{number}", [ROOMS], RIGHT, "supported", swaps=3):
            if one.answer_label == "swapped":
                by_answer.setdefault(one.folded, []).append(one)
    assert len(by_answer) >= 15
    for folded, claims in by_answer.items():
        mine, theirs = RIGHT.lower().split(), folded.split()
        ((old, new),) = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
        assert old != new
        assert {one.label for one in claims} == {1}
        assert {_said(one).strip("$") for one in claims} == {new.strip(".,$")}


def test_swaps_are_drawn_again_alike_and_only_from_right_answers() -> None:
    one, other = (
        [example.folded for example in _examples(RIGHT, "supported", swaps=3) if example.answer_label == "swapped"]
        for _ in range(2)
    )
    assert one == other
    assert all(example.answer_label != "swapped" for example in _examples(RIGHT, "contradiction", swaps=3))


def _many() -> list[Example]:
    draw = random.Random(5)
    found: list[Example] = []
    for number in range(60):
        rooms = [
            {"room": name, "price": f"${draw.randrange(20, 99)}", "beds": draw.randrange(2, 9)}
            for name in ("Alder", "Birch", "Cedar")
        ]
        one = draw.choice(rooms)
        answer = f"The {one['room']} room costs {one['price']} and has {one['beds']} beds."
        source = "dart" if number % 2 else "infotabs"
        found += examples_of(source, "rooms", f"r{number}", [json.dumps(rooms)], answer, "supported", swaps=2)
    return found


def test_a_fit_tells_swapped_values_from_right_ones() -> None:
    pytest.importorskip(
        "sklearn", reason="fitting needs scikit-learn, which is no dependency: pip install scikit-learn"
    )
    from training.binding import fit

    examples = _many()
    binder = fit.binder_of(examples)
    rows = fit.rows_of(examples, binder)
    trees = fit.decider_of(rows)
    base, nested = fit.trees_of(trees)
    known = [row for row in rows if row.example.label is not None]
    labels = [row.example.label for row in known]
    levels, confidences = fit.calibration_of(fit.levels_of(trees, known), labels, [1.0] * len(known))
    assert len(binder["coefficients"]) == len(FEATURES)
    assert all(len(row.features) == len(DECISION_FEATURES) for row in rows)
    assert levels == sorted(levels)
    assert confidences == sorted(confidences)
    decision = {"base": base, "trees": nested, "levels": levels, "confidences": confidences}
    model = Model({"binder": binder, "decision": decision})
    said = [model.decision(row.features) for row in known]
    assert said == pytest.approx(list(fit.levels_of(trees, known)), abs=1e-2)  # what is written is what was fitted
    right = sum((level > 0) == bool(label) for level, label in zip(said, labels, strict=True))
    assert right / len(known) > 0.8
