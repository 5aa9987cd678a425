"""The tables of secrets in context: the shares that the goals name, and every row of the first."""

from __future__ import annotations

import pytest

from tests.guards.secrets import rows_first, rows_second, rows_third
from tests.guards.secrets.rows import Row, rows


@pytest.mark.parametrize("row", rows(rows_first.POSITIVE), ids=lambda row: row.text[:50])
def test_a_secret_is_found_by_itself(row: Row) -> None:
    assert row.is_right, row.found


@pytest.mark.parametrize("row", rows(rows_first.NEGATIVE), ids=lambda row: row.text[:50])
def test_a_near_miss_is_silent(row: Row) -> None:
    assert row.found == ()


@pytest.mark.parametrize(("table", "share"), [(rows_second.POSITIVE, 0.95), (rows_third.POSITIVE, 0.85)])
def test_of_the_other_tables_nearly_all_is_found(table: str, share: float) -> None:
    missed = [row.text for row in rows(table) if not row.is_right]
    assert len(missed) <= len(rows(table)) * (1 - share), missed


@pytest.mark.parametrize("table", [rows_second.NEGATIVE, rows_third.NEGATIVE])
def test_of_the_other_tables_nothing_is_flagged_in_vain(table: str) -> None:
    assert [row.text for row in rows(table) if row.found] == []
