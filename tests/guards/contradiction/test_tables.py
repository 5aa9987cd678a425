"""Tables of answers written by hand: of each part so many denials are found, and so few right answers flagged.

The rows stand in `everyday`, `styles` and `fields`. The weights have seen them, so a floor guards what works and says
nothing of other data; it leaves room for a few answers, since weights are fitted again.
"""

from __future__ import annotations

import pytest

from bench.everyday import figures_of

FLOORS = [
    # table, part, denials found at least, right answers flagged at most
    ("everyday", "tuned", 145, 8),
    ("everyday", "unseen", 72, 5),
    ("styles", "tuned", 105, 6),
    ("styles", "unseen", 88, 4),
    ("fields", "tuned", 45, 5),
    ("fields", "unseen", 55, 4),
    ("fields", "last", 31, 1),
]


@pytest.mark.parametrize(("table", "part", "found", "flagged"), FLOORS, ids=[f"{row[0]}-{row[1]}" for row in FLOORS])
def test_so_many_denials_are_found_and_so_few_right_answers_flagged(
    table: str, part: str, found: int, flagged: int
) -> None:
    figures = figures_of(part, table)
    assert figures.found >= found
    assert len(figures.flagged) <= flagged, figures.flagged


@pytest.mark.parametrize(
    ("table", "denied", "true"), [("everyday", 120, 120), ("styles", 200, 300), ("fields", 180, 180)]
)
def test_the_tables_are_large_enough(table: str, denied: int, true: int) -> None:
    parts = [figures_of(part, table) for part in ("tuned", "unseen")]
    assert sum(one.denied for one in parts) >= denied
    assert sum(one.true for one in parts) >= true
