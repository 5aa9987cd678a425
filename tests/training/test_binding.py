"""What the weights of the binding are fitted on: who may train, what a label marks, who is left out; a fit on a few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.contradiction_ours import ours
from bench.contradiction_rows import Label, Row, Stretch
from guards.contradiction.bind.bound import DECISION_FEATURES
from guards.contradiction.bind.model import Model
from training.binding.examples import Example
from training.binding.sources import TRAINS, examples, family

SCORED_ONLY = ("ragtruth", "expertqa", "wice", "fever_symmetric", "negation_nli", "faithdial_audit")
TRAFFIC = ("traffic_alone", "traffic_itself")


def row(number: int, answer: str, label: Label, source: str, wrong: str = "", fee: int = 45) -> Row:
    at = answer.index(wrong)
    marks = (Stretch(at, at + len(wrong), conflict=True),) if wrong else ()
    context = f'[{{"plan": "Basic", "fee_usd": {fee}, "nights": 3}}, {{"plan": "Plus", "fee_usd": 900, "nights": 8}}]'
    return Row(f"{source}/{number}", source, str(number), "", "json", (context,), (), answer, label, marks)


@pytest.mark.parametrize("source", [*SCORED_ONLY, *TRAFFIC, "authors_judged"])
def test_what_is_only_judged_trains_nothing(source: str) -> None:
    assert source not in TRAINS
    assert family(source) is None


def test_sources_of_one_making_are_left_out_together() -> None:
    assert family("tabfact") == family("logicnlg"), "their tables are the same"
    assert len({family(f"ci_tod_{name}") for name in ("calendar", "navigate", "weather")}) == 1
    assert len({family(table) for table in ("everyday", "styles", "fields")}) == 1
    assert family("authors_first") != family("authors_second")


def test_our_own_sources_that_train_are_there() -> None:
    found = ours()
    here = {source for source, known in TRAINS.items() if known.origin == "this repository"}
    assert here <= set(found)
    assert all(found[source] for source in here)


def labels(found: Sequence[Example], row_id: str) -> dict[str, int | None]:
    of = [one for one in found if one.row == row_id]
    return {one.folded[one.bound.claim.statement.value.start :][:2].strip(): one.label for one in of}


def test_a_label_is_that_of_the_marked_place() -> None:
    """Of a wrong answer the marked claim is denied; the others are right only where one wrong place is all there is."""
    answer = "The Basic fee is $40 and you stay 3 nights, as we told your uncle."
    rows = {source: [row(1, answer, "contradiction", source, "40")] for source in ("authors_first", "quintd")}
    found = examples(rows, 10)
    assert labels(found, "authors_first/1") == {"$4": 1, "3": 0, "ba": 0}
    assert labels(found, "quintd/1") == {"$4": 1, "3": None, "ba": None}


def test_an_unmarked_answer_has_the_one_claim_that_no_fact_agrees_with() -> None:
    found = examples(
        {
            "styles": [
                row(1, "The Basic fee is $40 and you stay 3 nights, as we told your uncle.", "contradiction", "styles")
            ]
        },
        10,
    )
    assert labels(found, "styles/1") == {"$4": 1, "3": None, "ba": None}


def test_a_right_answer_is_also_told_with_another_value() -> None:
    found = examples(
        {"dart": [row(1, "The Basic fee is $45 and you stay 3 nights, as we told your uncle.", "supported", "dart")]},
        10,
    )
    assert {one.label for one in found if one.row == "dart/1"} == {0}
    swapped = [one for one in found if one.row != "dart/1"]
    assert swapped
    assert {one.label for one in swapped} == {1}


@pytest.fixture(scope="module")
def fitting() -> Any:
    """Over answers of three families, right and wrong by turns."""
    pytest.importorskip("sklearn", reason="pip install --group training")
    from training.binding.fit import Fitting

    def answers(source: str) -> list[Row]:
        found = []
        for fee in range(30, 90):
            said = f"The Basic fee is ${fee + 7 * (fee % 2)} now, as we told your uncle."
            label: Label = "contradiction" if fee % 2 else "supported"
            found.append(row(fee, said, label, source, str(fee + 7) if fee % 2 else "", fee))
        return found

    return Fitting(examples({source: answers(source) for source in ("dart", "infotabs", "authors_first")}, 100))


def test_a_file_without_a_family_has_seen_nothing_of_it(fitting: Any) -> None:
    assert fitting.families == ["authors_first", "dart", "infotabs"]
    without, heard = fitting.weights(frozenset(("dart",)))
    never_had, _ = type(fitting)([one for one in fitting._examples if one.source != "dart"]).weights()
    assert without["binder"] == never_had["binder"]
    assert without["decision"]["trees"] == never_had["decision"]["trees"]
    assert [one.family for one in heard] == ["authors_first", "infotabs"]
    assert without["decision"]["trees"] != fitting.weights()[0]["decision"]["trees"]


def test_the_file_says_what_the_fit_does(fitting: Any, tmp_path: Path) -> None:
    from training.binding.card import drawn
    from training.binding.fit import levels_of, rows_of

    weights, heard = fitting.weights()
    model, whole = Model(weights), fitting.fitted(frozenset())
    rows = rows_of(fitting._examples, whole.binder)
    assert all(len(one.features) == len(DECISION_FEATURES) for one in rows)
    ours = [model.decision(one.features) for one in rows]
    assert ours == pytest.approx(list(levels_of(whole.trees, rows)), abs=1e-3)
    assert model.confidence(max(ours)) >= model.confidence(min(ours))
    file = tmp_path / "weights.json"
    file.write_text("{}")
    card = drawn(fitting._examples, heard, file, model)
    assert "| dart | dart | `Yale-LILY/dart`, parts from WikiSQL | MIT; BSD-3 |" in card
