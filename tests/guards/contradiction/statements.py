"""Judges a sentence by the rows of a context alone, and reads back what is denied."""

from __future__ import annotations

from typing import Any

from guards.contradiction.check.counts import compare
from guards.contradiction.check.grid import grids_of
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import case_of


def denied(context: Any, answer: str) -> list[tuple[str, str]]:
    """What the rows deny of an answer, and the cell that does."""
    passages = case_of([context], answer).passages
    grids = grids_of(Context.of(passages))
    found = (compare(fold(answer), sentence, grids) for sentence in read(fold(answer)))
    conflicts = [one.conflict for one in found if one is not None and one.conflict is not None]
    return [
        (answer[one.start : one.end], passages[one.passage].text[one.other_start : one.other_end]) for one in conflicts
    ]
