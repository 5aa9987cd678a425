"""What answers say of how many rows are so: a number of them, all, none, both, only one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.statements import denied

TRAINS = (
    "| Train | From | To | Days | Coaches |\n|---|---|---|---|---|\n"
    "| 4401 | Lund | Kiruna | daily | 9 |\n"
    "| 4402 | Lund | Malmo | weekdays | 4 |\n"
    "| 4403 | Kiruna | Lund | daily | 9 |\n"
    "| 4404 | Malmo | Lund | daily | 6 |\n"
)
TICKETS = {
    "tickets": [
        {"ticket": "Printer jam", "status": "open", "owner": "Ines"},
        {"ticket": "Lost badge", "status": "open", "owner": "Omar"},
        {"ticket": "Slow wifi", "status": "closed", "owner": "Ines"},
        {"ticket": "Broken lamp", "status": "open", "owner": "Ruth"},
    ]
}

ROWS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (TRAINS, "Four trains are daily.", [("Four", "daily")]),
    (TRAINS, "Three trains are daily.", []),
    (TRAINS, "There are two trains from Lund.", []),
    (TRAINS, "There are at least two daily trains from Kiruna.", [("two", "daily")]),
    (TRAINS, "There are at least two daily trains.", []),
    (TRAINS, "Two trains have more than 8 coaches.", []),
    (TRAINS, "Three trains have more than 8 coaches.", [("Three", "9")]),
    (TRAINS, "The train to Malmo takes four hours.", []),
    (TRAINS, "Three trains are late.", []),
    (TICKETS, "Two tickets are open.", [("Two", "open")]),
    (TICKETS, "Three tickets are open.", []),
    (TICKETS, "All tickets are open.", [("All", "closed")]),
    (TICKETS, "All tickets of Ruth are open.", []),
    (TICKETS, "None of the tickets are closed.", [("None", "closed")]),
    (TICKETS, "Lost badge is the only ticket of Omar.", []),
    (TICKETS, "Slow wifi is the only ticket of Ines.", [("Slow wifi", "Printer jam")]),
    (TICKETS, "Both Printer jam and Slow wifi are open.", [("Slow wifi", "closed")]),
    (TICKETS, "Both Printer jam and Lost badge are open.", []),
    (TICKETS, "Not all tickets are open.", []),
]


@pytest.mark.parametrize(("context", "answer", "expected"), ROWS, ids=[row[1][:60] for row in ROWS])
def test_statements_about_several_rows(context: Any, answer: str, expected: list[tuple[str, str]]) -> None:
    assert denied(context, answer) == expected
