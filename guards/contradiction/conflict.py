"""What a comparison says of one claim, before it becomes a sighting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guards.contradiction.cells import Cell
from guards.contradiction.values.value import Value

REASONS: Final = {
    "number_conflict": "number differs from the context",
    "date_conflict": "date or time differs from the context",
    "slot_conflict": "value differs from the field of the context",
    "comparison_conflict": "rows of the context say otherwise",
    "self_conflict": "answer says otherwise than an earlier one",
    "negation_conflict": "statement is the opposite of the context",
}


HIGH: Final = 0.8
"""Confidence from which a conflict with structured context is `high`: of hand-written sources held out it was right in
.95 and 1.0 on two of three, and in four of five on the third, whose right answers were written to mislead."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One claim of the answer that the context denies: both places, and how sure it is."""

    rule: str
    start: int
    end: int
    passage: int
    other_start: int
    other_end: int
    structured: bool
    confidence: float

    @property
    def reason(self) -> str:
        """A fixed sentence; never text of the event."""
        return REASONS[self.rule]


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim met a fact about the same thing: it agrees, or this is the conflict."""

    conflict: Conflict | None = None
    cell: Cell | None = None
    """The structured side of the conflict, for asking whether its row explains the claim."""


SUPPORTED: Final = Compared()


def rule_for(kind: str) -> str:
    """The rule of a differing value of this kind."""
    if kind in ("date", "clock"):
        return "date_conflict"
    return "slot_conflict" if kind in ("address", "code", "text") else "number_conflict"


def conflict_with(value: Value, cell: Cell, confidence: float, rule: str = "") -> Conflict:
    """The conflict of a claim's value with a cell."""
    slot = cell.slot
    start, end = slot.start, slot.end
    if cell.value is not None and slot.type == "string" and cell.value.end <= end - start:
        start, end = start + cell.value.start, start + cell.value.end
    place = value.start, value.end, cell.passage, start, end
    return Conflict(rule or rule_for(value.kind), *place, structured=True, confidence=confidence)
