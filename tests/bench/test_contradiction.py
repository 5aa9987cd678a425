"""The figures of `python -m bench.contradiction` over rows made by hand: no data folder, one test with the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pytest

from bench.contradiction import changes, read, report
from bench.contradiction_figures import answer_alone, area, area_within, coverage, intervals, overlaps, share
from bench.contradiction_judged import Finding, Judged, judge, standing
from bench.contradiction_rows import Label, Row, Stretch, markdown, records, sampled, shaped
from bench.contradiction_table import by_rule, drawn, line, totals
from guards.case import Span

ANSWER = "The fee is 40 dollars and the stay is 3 nights."
FEE, STAY = ANSWER.index("40"), ANSWER.index("3 nights")
MARKED = (Stretch(FEE, FEE + 2, conflict=True, meta="45"), Stretch(STAY, STAY + 1, conflict=False))


def row(number: int, label: Label, *stretches: Stretch, group: str = "", kind: str = "") -> Row:
    return Row(
        id=f"row-{number}",
        source="made",
        group=group or str(number),
        kind=kind,
        form="json",
        contexts=('{"fee_usd": 45, "nights": 3}',),
        messages=(),
        answer=ANSWER,
        label=label,
        stretches=stretches,
        of_set=True,
    )


def finding(at: int, severity: str = "high") -> Finding:
    span = Span("/output/0/content", at, at + 2)
    return Finding(
        "number_conflict", severity, "number differs from the context", span, Span("/context/0/text", 12, 14)
    )


# Ten rows: four right answers (one held, one flagged only), four contradictions (three found, two of them marked, of
# those one on its mark), one made up and one about something else, both flagged.
TEN = [
    Judged(row(0, "supported"), (), 0.9),
    Judged(row(1, "supported"), (), 0.8),
    Judged(row(2, "supported"), (finding(FEE),), 0.3),
    Judged(row(3, "supported"), (finding(FEE, "medium"),), 0.9),
    Judged(row(4, "contradiction", *MARKED), (finding(FEE), finding(STAY)), 0.1),
    Judged(row(5, "contradiction", *MARKED), (finding(0),), 0.3),
    Judged(row(6, "contradiction"), (finding(0),), 0.2),
    Judged(row(7, "contradiction"), (), 0.95),
    Judged(row(8, "unsupported"), (finding(FEE),), 0.5),
    Judged(row(9, "neutral"), (finding(FEE),), 0.5),
]


@pytest.mark.parametrize(
    ("wrong", "scores", "expected"),
    [
        ([1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], 1.0),
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 0.0),
        ([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5], 0.5),
        ([1, 1, 0, 0], [0.1, 0.5, 0.5, 0.9], 0.875),
        ([1, 1, 1, 1], [0.1, 0.5, 0.5, 0.9], None),
    ],
)
def test_area_counts_pairs_and_ties_by_half(wrong: list[int], scores: list[float], expected: float | None) -> None:
    assert area(np.array(wrong, dtype=bool), np.array(scores), few=1) == expected


def test_area_says_nothing_of_too_few() -> None:
    assert area(np.array([True] * 4 + [False] * 50), np.arange(54.0)) is None


def test_area_within_weighs_kinds_by_their_size() -> None:
    """Kind `a` tells nothing, `b` all, and `c` has one label: no area. Over all rows the kind would give it away."""
    wrong = np.array([True, True, True, False, True, False, True])
    score = np.array([1.0, 1.0, 1.0, 1.0, 8.0, 9.0, 5.0])
    kinds = np.array(["a"] * 4 + ["b"] * 2 + ["c"])
    assert area_within(wrong, score, kinds) == pytest.approx((4 * 0.5 + 2 * 1.0) / 6)
    assert area(wrong, score, few=1) == pytest.approx(0.65)


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 3, False), (0, 4, True), (4, 5, True), (5, 6, True), (6, 9, False), (1, 9, True)]
)
def test_overlaps_needs_a_character_in_common(start: int, end: int, expected: bool) -> None:
    assert overlaps(start, end, [(3, 6), (20, 21)]) is expected


def test_share_of_nothing_is_none() -> None:
    none, some = np.array([False, False]), np.array([True, False])
    assert share(some, none) is None
    assert share(some, ~none) == 0.5


def test_coverage_counts_words_of_the_answer() -> None:
    assert coverage("The fee is 45.", ["Fee: 45", "THE end"]) == 0.75
    assert coverage("", ["anything"]) == 1.0


def test_answer_alone_sees_style_but_not_its_own_fold() -> None:
    wrong = np.array([number % 2 == 0 for number in range(40)])
    answers = [f"answer {'never' if one else 'often'} given" for one in wrong]
    groups = [str(number) for number in range(40)]
    assert area(wrong, answer_alone(answers, wrong, groups)) == 1.0
    assert set(answer_alone(answers, wrong, ["one group"] * 40)) == {0.0}


def test_intervals_draw_whole_groups() -> None:
    """Twenty copies of two rows are two rows: the interval must not narrow."""
    value = np.array([0.0, 1.0] * 20)
    groups = ["a", "b"] * 20
    found = intervals(groups, lambda places: {"mean": float(value[places].mean()), "none": None}, draws=200)
    assert found == {"mean": (0.0, 1.0)}


def test_the_line_of_ten_rows() -> None:
    figures = line("made", "json", TEN, 120.0).figures
    assert figures["flagged"] == 0.5
    assert figures["held"] == 0.25
    assert figures["found"] == 0.75
    assert figures["on_mark"] == 0.5
    # Three contradictions, two right answers and the one about something else; what is made up counts neither way.
    assert figures["precision"] == 0.5
    assert figures["evidence"] == pytest.approx(1 / 3)
    assert figures["support_con"] is None, "four of either label are too few"


def test_findings_stand_right_wrong_or_other() -> None:
    counts = by_rule(TEN)
    assert counts["number_conflict high"]["made"] == {"right": 2, "other": 2, "wrong": 3}
    assert counts["number_conflict medium"]["made"] == {"wrong": 1}
    assert [standing(TEN[4], one) for one in TEN[4].findings] == ["right", "other"]


def test_totals_pool_flags_and_average_areas() -> None:
    """Two sources of other sizes weigh the same in an area, and by size in a share."""
    score: dict[Label, tuple[float, float]] = {"supported": (0.6, 0.9), "contradiction": (0.1, 0.4)}
    small, large = (
        [
            Judged(row(number, label), (), values[number % 2])
            for label, values in score.items()
            for number in range(size)
        ]
        for size in (6, 60)
    )
    swapped = [Judged(one.row, (), 1 - one.support) for one in large]
    lines = [line("small", "json", small, None), line("large", "json", swapped, None)]
    lines = [type(one)("made", one.form, one.n, one.figures) for one in lines]
    (total,) = totals(lines, [*small, *swapped])
    assert total.figures["support_con"] == 0.5
    assert total.n == {"supported": 66, "contradiction": 66}
    assert drawn(total).startswith("contradiction2")


def test_a_larger_sample_holds_a_smaller_one_and_takes_groups_in_turn() -> None:
    rows = [row(number, "supported", group=str(number % 5)) for number in range(50)]
    some = sampled(rows, 7)
    assert sampled(list(reversed(rows)), 20)[:7] == some
    assert len({one.group for one in some[:5]}) == 5
    assert len(sampled(rows, 1000)) == 50


def test_tables_become_records_or_markdown() -> None:
    table = {"title": "fees", "header": ["", "", "a|b"], "rows": [["x", "1", "2|3"]]}
    assert json.loads(records(table)) == {"title": "fees", "rows": [{"": "x", ".1": "1", "a|b": "2|3"}]}
    assert markdown(table) == "## fees\n\n|  |  | a\\|b |\n| --- | --- | --- |\n| x | 1 | 2\\|3 |"
    forms = {shaped(_given(f"row-{number}", table)).contexts[0][0] for number in range(20)}
    assert forms == {"{", "#"}


def test_a_row_of_the_sets_becomes_a_case() -> None:
    made = shaped(_given("row-1", {"title": None, "header": ["fee"], "rows": [["45"]]}, "How much?"))
    assert (made.form, made.label, made.of_set) == ("table", "contradiction", True)
    assert made.stretches == (Stretch(11, 13, True, "45"), Stretch(0, 3, False, ""))
    assert [quote.text for quote in made.case.asked] == ["How much?"]
    assert [passage.text for passage in made.case.passages] == list(made.contexts)


def _given(id_: str, table: Mapping[str, object], question: str | None = None) -> dict[str, object]:
    spans = [
        {"start": 11, "end": 13, "label_type": "NUMBER", "meta": "45"},
        {"start": 0, "end": 3, "label_type": "not_checkable"},
    ]
    return {
        "id": id_,
        "source": "made",
        "group": 7,
        "kind": "",
        "context": [{"id": "t", "table": table}],
        "question": question,
        "answer": ANSWER,
        "label": "contradiction",
        "spans": spans,
    }


def test_judged_by_the_guard_itself() -> None:
    (judged,), us = judge([row(0, "contradiction", *MARKED)])
    assert [standing(judged, one) for one in judged.findings] == ["right"]
    assert judged.held
    assert us > 0


def test_two_reports_are_compared_by_line_and_row() -> None:
    lines = [line("made", "json", TEN, None)]
    before = json.loads(json.dumps(report(lines, TEN, by_rule(TEN))))
    assert ANSWER not in json.dumps(before)
    other = [*TEN[:2], Judged(TEN[2].row, (), 0.3), *TEN[3:7], Judged(TEN[7].row, (finding(FEE),), 0.1), *TEN[8:]]
    now = report([line("made", "json", other, None)], other, by_rule(other))
    text = "\n".join(changes(before, now))
    assert "flagged 0.500 -> 0.250" in text
    assert "no longer flagged, better (1): row-2" in text
    assert "now flagged, better (1): row-7" in text
    assert "worse" not in text
    assert list(changes(before, before)) == ["\nchanges: before -> now"]


def test_reading_shows_both_sides() -> None:
    text = "\n".join(read(TEN, 2))
    assert "WRONG row-2 (supported, high): number differs from the context" in text
    assert "answer:  The fee is [40] dollars" in text
    assert 'context: {"fee_usd": [45]' in text
    assert "MISSED row-7" in text
