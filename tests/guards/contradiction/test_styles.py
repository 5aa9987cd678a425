"""The table of styles: right answers that paraphrase, round, convert and sum are hardly ever flagged."""

from __future__ import annotations

from bench.everyday import PARTS, is_flagged, rows_of

ROWS = [row for part in PARTS for row in rows_of(part, "styles")]


def test_the_tables_are_large_enough() -> None:
    assert sum(len(row.true) for row in ROWS) >= 300
    assert sum(len(row.denied) for row in ROWS) >= 200


def test_right_answers_are_hardly_ever_flagged() -> None:
    flags = [answer for row in ROWS for answer in row.true if is_flagged(row.context, answer)]
    assert len(flags) < 0.03 * sum(len(row.true) for row in ROWS), flags


def test_most_denials_are_found() -> None:
    found = [is_flagged(row.context, answer) for row in ROWS for answer in row.denied]
    assert sum(found) / len(found) > 0.75
