"""The tables of styles and fields: right answers that paraphrase, round, convert and sum are hardly ever flagged."""

from __future__ import annotations

import pytest

from bench.everyday import PARTS, Row, is_flagged, rows_of

ROWS = [row for part in PARTS for row in rows_of(part, "styles")]
FIELDS = [row for part in (*PARTS, "last") for row in rows_of(part, "fields")]


def test_the_tables_are_large_enough() -> None:
    assert sum(len(row.true) for row in ROWS) >= 300
    assert sum(len(row.denied) for row in ROWS) >= 200


@pytest.mark.parametrize("rows", [ROWS, FIELDS], ids=["styles", "fields"])
def test_right_answers_are_hardly_ever_flagged(rows: list[Row]) -> None:
    flags = [answer for row in rows for answer in row.true if is_flagged(row.context, answer)]
    assert len(flags) < 0.03 * sum(len(row.true) for row in rows), flags


@pytest.mark.parametrize(("rows", "least"), [(ROWS, 0.8), (FIELDS, 0.65)], ids=["styles", "fields"])
def test_most_denials_are_found(rows: list[Row], least: float) -> None:
    found = [is_flagged(row.context, answer) for row in rows for answer in row.denied]
    assert sum(found) / len(found) > least
