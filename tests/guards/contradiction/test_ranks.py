"""What answers say of one row among all: the most, the least, and all that one row is said to be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.statements import denied

BOATS = (
    "| Boat | Builder | Length (m) | Price | Launched | Berth |\n|---|---|---|---|---|---|\n"
    "| Heron | Aldous | 9.5 | 41000 | 12 March 2011 | North |\n"
    "| Petrel | Brandt | 12.2 | 88000 | 4 June 2015 | South |\n"
    "| Curlew | Aldous | 7.8 | 23500 | 30 May 2009 | North |\n"
    "| Gannet | Coste | 12.2 | n/a | 1 April 2018 | South |\n"
    "| Total | | 41.7 | 152500 | | |\n"
)
SHOPS = [
    {"shop": "Mill Lane", "staff": 12, "rent": "1,900", "visitors": 410},
    {"shop": "Quay Street", "staff": 7, "rent": "2,400", "visitors": 655},
    {"shop": "Old Barn", "staff": 9, "rent": "1,150", "visitors": 655},
]

ROWS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    # the most and the least
    (BOATS, "The Curlew has the greatest length.", [("Curlew", "Petrel")]),
    (BOATS, "The Petrel has the greatest length.", []),
    (BOATS, "The Gannet has the greatest length.", []),
    (BOATS, "The Heron is the cheapest boat.", [("Heron", "Curlew")]),
    (BOATS, "The Curlew is the cheapest boat.", []),
    (BOATS, "The lowest price is 41,000.", [("41,000", "23500")]),
    (BOATS, "The lowest price is 23,500.", []),
    (BOATS, "In the north berth, the highest price is 41,000.", []),
    (BOATS, "The second lowest price is 41,000.", []),
    (SHOPS, "Quay Street has the fewest staff.", []),
    (SHOPS, "Old Barn has the fewest staff.", [("Old Barn", "Quay Street")]),
    # how many rows there are is no figure of theirs, and what is not there is not denied
    (SHOPS, "Quay Street has the fewest staff of all three.", []),
    (SHOPS, "Mill Lane has 12 staff, no visitors.", []),
    # of a tie each is one, and what is the most of a total is none of the rows
    (SHOPS, "Old Barn has the most visitors.", []),
    (SHOPS, "Mill Lane has the most visitors.", [("Mill Lane", "Quay Street")]),
    # a column that is not there, and a word that says more
    (BOATS, "The Curlew has the largest crew.", []),
    (BOATS, "The Curlew does not have the greatest length.", []),
    # two rows
    (BOATS, "The Heron is longer than the Petrel.", [("longer", "9.5")]),
    (BOATS, "The Petrel is longer than the Heron.", []),
    (SHOPS, "Old Barn has more staff than Mill Lane.", [("more", "9")]),
    # a limit
    (BOATS, "The Heron has a price over 50,000.", [("50,000", "41000")]),
    (BOATS, "The Heron has a price over 40,000.", []),
    # all that is said of one row
    (BOATS, "The Petrel was built by Aldous and has a berth in the south.", [("Aldous", "Brandt")]),
    (BOATS, "The Petrel was built by Brandt and has a berth in the south.", []),
    (SHOPS, "The rent of Old Barn is 2,400.", [("2,400", "1,150")]),
    (SHOPS, "The rent of Old Barn is not 2,400.", []),
]


@pytest.mark.parametrize(("context", "answer", "expected"), ROWS, ids=[row[1][:60] for row in ROWS])
def test_ranks_and_rows(context: Any, answer: str, expected: list[tuple[str, str]]) -> None:
    assert denied(context, answer) == expected
