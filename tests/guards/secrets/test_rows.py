"""Both tables of secrets in context: the shares that the goals name, and every row of the first."""

from __future__ import annotations

import pytest

from tests.guards.secrets import rows_first, rows_second
from tests.guards.secrets.rows import Row, rows


@pytest.mark.parametrize("row", rows(rows_first.POSITIVE), ids=lambda row: row.text[:50])
def test_a_secret_is_found_by_itself(row: Row) -> None:
    assert row.is_right, row.found


@pytest.mark.parametrize("row", rows(rows_first.NEGATIVE), ids=lambda row: row.text[:50])
def test_a_near_miss_is_silent(row: Row) -> None:
    assert row.found == ()


def test_of_the_second_table_nearly_all_is_found() -> None:
    missed = [row.text for row in rows(rows_second.POSITIVE) if not row.is_right]
    assert len(missed) <= len(rows(rows_second.POSITIVE)) * 0.05, missed


def test_of_the_second_table_nothing_is_flagged_in_vain() -> None:
    assert [row.text for row in rows(rows_second.NEGATIVE) if row.found] == []
