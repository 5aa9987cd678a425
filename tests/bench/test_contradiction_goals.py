"""Rows written by hand, evidence on both sides, the goals, and the weights that judge a source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.contradiction import weights_of
from bench.contradiction_goals import NATURAL, PEOPLE, goal_lines, goals, kind_lines
from bench.contradiction_judged import Finding, Judged, is_proven, judge
from bench.contradiction_ours import authored, ours
from bench.contradiction_rows import Label
from bench.contradiction_table import filled, line, page_lines
from guards.case import Span
from guards.contradiction.bind import model

WRITTEN: Mapping[str, Any] = {
    "id": "fee-1",
    "kind": "money",
    "context": [{"json": {"fee_usd": 45, "deposit_usd": 900}}],
    "history": [{"role": "assistant", "text": "Hello."}],
    "question": "What does it cost?",
    "answer": "The fee is $40.",
    "label": "contradiction",
    "wrong": "$40",
    "evidence": "45",
    "form": "structured",
}
RIGHT = {**WRITTEN, "answer": "The fee is $45.", "label": "supported", "wrong": None, "evidence": None}
FEE, DEPOSIT = Span("/context/0/text", 12, 14), Span("/context/0/text", 31, 34)
SAID, ELSEWHERE = Span("/output", 11, 14), Span("/output", 0, 3)


def judged(written: Mapping[str, Any], *spans: tuple[Span, Span | None], severity: str = "high") -> Judged:
    found = tuple(Finding("number_conflict", severity, "number differs", span, other) for span, other in spans)
    return Judged(authored(written, "authors_made"), found, 0.5)


def test_a_written_row_keeps_what_its_author_said() -> None:
    row = authored(WRITTEN, "authors_made")
    assert (row.id, row.source, row.kind, row.form) == ("authors_made/fee-1", "authors_made", "money", "json")
    assert [one["content"] for one in row.messages] == ["Hello.", "What does it cost?"]
    assert [row.answer[mark.start : mark.end] for mark in row.stretches] == ["$40"]
    assert authored({**WRITTEN, "form": "prose"}, "authors_made").form == "prose"
    assert authored({**WRITTEN, "context": [{"text": "a | 45"}]}, "authors_made").form == "table"
    unmarked = authored({**WRITTEN, "wrong": None, "evidence": None}, "authors_made")
    assert (unmarked.stretches, unmarked.evidence) == ((), "")
    assert authored(RIGHT, "authors_made").group == row.group, "a pair stays together"


@pytest.mark.parametrize("broken", [{"wrong": "$41"}, {"evidence": "46"}])
def test_a_written_row_that_names_what_is_not_there_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="fee-1"):
        authored({**WRITTEN, **broken}, "authors_made")


def test_our_rows_are_balanced_and_each_is_there_once() -> None:
    found = ours()
    for source in ("authors_first", "authors_second"):
        of = [one.label for one in found[source]]
        assert of.count("supported") == of.count("contradiction") == len(of) / 2
    rows = [one.id for of in found.values() for one in of]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("span", "other", "proven"),
    [(SAID, FEE, True), (SAID, DEPOSIT, False), (SAID, None, False), (ELSEWHERE, FEE, False)],
)
def test_evidence_has_to_be_right_on_both_sides(span: Span, other: Span | None, proven: bool) -> None:
    one = judged(WRITTEN, (span, other))
    assert is_proven(one, one.findings[0]) is proven


def test_a_right_answer_has_no_evidence_to_be_right() -> None:
    one = judged(RIGHT, (SAID, FEE))
    assert is_proven(one, one.findings[0]) is None


def test_the_guard_itself_proves_the_written_row() -> None:
    found, _ = judge([authored(WRITTEN, "authors_made"), authored(RIGHT, "authors_made")])
    assert [is_proven(found[0], one) for one in found[0].findings] == [True]
    assert not found[1].findings


def test_goals_count_what_they_say() -> None:
    """Of three wrong ones two are flagged, one of them on both places; of a hundred right ones two, one held."""
    wrong = [judged(WRITTEN, (SAID, FEE)), judged(WRITTEN, (SAID, DEPOSIT), severity="medium"), judged(WRITTEN)]
    right = [judged(RIGHT, (SAID, FEE)), judged(RIGHT, (SAID, FEE), severity="medium")]
    right += [judged(RIGHT) for _ in range(98)]
    lines = [line("authors_made", "json", wrong + right, None)]
    found = {one.title: one for one in goals(lines, wrong + right)}
    assert found["hand-written, structured: precision"].figure == 0.5
    assert found["hand-written, structured: recall"].figure == pytest.approx(2 / 3)
    assert found["hand-written, structured: recall"].standing == "met"
    assert found["hand-written, prose: recall"].standing == "-"
    assert found["right answers flagged: hand-written"].figure == 0.02
    assert found["right answers flagged: hand-written"].standing == "met"
    assert found["evidence right on both sides"].figure == 0.5
    held = found["right answers held: worst of 1 sources, authors_made"]
    assert (held.figure, held.n, held.standing) == (0.01, 100, "met")
    assert "| hand-written, structured: precision | ≥ 0.95 | 0.500 | 4 | missed |" in list(
        goal_lines([*found.values()])
    )
    whole = next(one for one in kind_lines(wrong + right) if " all " in one)
    assert whole.split()[3:] == ["100", "3", "2/100", "1/100", "2/3", "2/4", "2/3", "1/2"]


def test_the_score_is_judged_by_all_its_sets_or_not_at_all() -> None:
    assert not NATURAL & set(PEOPLE)
    one = next(one for one in goals([], []) if one.title.startswith("support"))
    assert one.figure is None


@pytest.mark.parametrize(
    ("source", "shipped", "held_out"),
    [
        ("dart", "in the fit", "held out"),
        ("ragtruth", "never trains", "never trains"),
        ("authors_first", "in the fit, ours", "held out, ours"),
        ("authors_judged", "never trains, ours", "never trains, ours"),
    ],
)
def test_a_source_is_judged_by_weights_without_its_family(
    tmp_path: Path, source: str, shipped: str, held_out: str
) -> None:
    whole = json.loads(Path(model.__file__).with_name("weights.json").read_text("utf-8"))
    for level, name in enumerate(("dart", "authors_first", "whole")):
        whole["decision"] = {"base": float(level), "trees": [], "levels": [0.0], "confidences": [0.5]}
        (tmp_path / f"{name}.json").write_text(json.dumps(whole))
    assert weights_of(source, None) == (None, shipped)
    judging, fit = weights_of(source, tmp_path)
    assert fit == held_out
    assert judging is not None
    assert judging.decision([]) == {"dart": 0, "authors_first": 1}.get(source, 2)


def test_a_missing_file_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"training\.binding\.fit --held-out"):
        weights_of("dart", tmp_path)


def test_other_weights_reach_the_guard() -> None:
    """A model that is never sure flags nothing."""
    weights = json.loads(Path(model.__file__).with_name("weights.json").read_text("utf-8"))
    weights["decision"] |= {"confidences": [0.0] * len(weights["decision"]["levels"])}
    row = authored(WRITTEN, "authors_made")
    assert judge([row])[0][0].flagged
    assert not judge([row], model.Model(weights))[0][0].flagged


def test_a_page_takes_the_lines_between_its_marks() -> None:
    page = "before\n<!-- table -->\nold\n<!-- /table -->\nbehind\n"
    lines = list(
        page_lines([line("authors_made", "json", [judged(WRITTEN, (SAID, FEE)), judged(RIGHT)], None, "held out")])
    )
    once = filled(page, "table", lines)
    assert once.startswith("before\n<!-- table -->\n\n| Source |")
    assert once.endswith("| held out |\n\n<!-- /table -->\nbehind\n")
    assert "| authors_made | json | 1 / 1 / 0 | 0.0 (0-0) | 0.0 (0-0) | 100.0 (100-100) (100) |" in once
    assert filled(once, "table", lines) == once, "again the same"
    with pytest.raises(ValueError, match="goals"):
        filled(page, "goals", [])


def test_the_page_of_the_guard_has_its_places() -> None:
    page = (Path(__file__).parents[2] / "docs/contradiction.md").read_text("utf-8")
    for name in ("table", "goals"):
        assert "new line" in filled(page, name, ["new line"])


def test_labels_are_those_of_the_table() -> None:
    told: tuple[Label, ...] = ("contradiction", "supported")
    assert {one.label for of in ours().values() for one in of} == set(told)
