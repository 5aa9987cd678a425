"""Identifiers a slip away from one of the context: digits swapped, one lost, one other.

What enters is a code of the answer and the context; what leaves is the one identifier that it is a slip of. Series
("INV-7730, INV-7731") prove nothing: there a neighbour may be another thing's.
"""

from __future__ import annotations

import re

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import Compared, Conflict
from guards.contradiction.context import Context, Fact
from guards.contradiction.slots import conflict_with
from guards.contradiction.values.value import Value

_LENGTH_MIN = 5
_KNOWN_MAX = 200
_SLIPS_MAX = 2
_LETTERS = re.compile(r"[a-z]*")


def compare(claim: Value, context: Context) -> Compared | None:
    """The conflict of a code with the one identifier that it differs from by a slip."""
    if claim.kind != "code" or len(claim.text) < _LENGTH_MIN:
        return None
    known: dict[str, Cell | Fact] = {fact.statement.value.text: fact for fact in context.facts_of("code")}
    known |= {cell.value.text: cell for cell in context.cells if cell.value is not None and cell.value.kind == "code"}
    if claim.text in known or len(known) > _KNOWN_MAX:
        return None
    near = [text for text in known if _is_slip(claim.text, text)]
    if len(near) != 1 or any(_is_slip(near[0], text) for text in known):
        return None
    other = known[near[0]]
    if isinstance(other, Cell):
        return Compared(conflict_with(claim, other, 0.9), other)
    place = other.statement.value
    return Compared(
        Conflict("slot_conflict", claim.start, claim.end, other.passage, place.start, place.end, False, confidence=0.85)
    )


def _is_slip(one: str, two: str) -> bool:
    """One or two edits apart (Damerau 1964, adjacent swaps counted once), the letters in front alike."""
    if one == two or abs(len(one) - len(two)) > 1 or _LETTERS.match(one)[0] != _LETTERS.match(two)[0]:  # type: ignore[index]
        return False
    return 0 < _distance(one, two) <= (1 if len(one) <= _LENGTH_MIN else _SLIPS_MAX)


def _distance(one: str, two: str) -> int:
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
