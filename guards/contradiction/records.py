"""A JSON answer against JSON context: the same key, another scalar.

What enters are the slots of the answer and the context; what leaves are agreements and conflicts. Keys align by
their whole path, else by the last key where the context has it once; rows align by the names in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from guards.contradiction.cells import Cell, cell_of
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.facts.jsontext import Slot
from guards.contradiction.slots import cell_relation, conflict_with
from guards.contradiction.values.value import Relation, Value

_RIVALS_MAX = 50


def compare(slots: list[Slot], context: Context) -> Iterator[Compared | None]:
    """One verdict per scalar of the answer."""
    mine = [cell_of(slot, -1) for slot in slots]
    # By the whole path, and by its last key alone.
    known: dict[tuple[bool, tuple[str, ...]], list[Cell]] = defaultdict(list)
    for cell in context.cells:
        key = _key(cell)
        known[True, key].append(cell)
        known[False, key[-1:]].append(cell)
    rows: dict[object, list[Cell]] = defaultdict(list)
    for cell in mine:
        rows[cell.row].append(cell)
    for cell in mine:
        key = _key(cell)
        rivals = known.get((True, key)) or known.get((False, key[-1:]), [])
        # More rivals than that are a series, of which none is meant; each of them costs.
        comparable = not cell.is_empty and 0 < len(rivals) <= _RIVALS_MAX
        yield _judge(cell, rows[cell.row], rivals, context) if comparable else None


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(step.lower().replace("_", "").replace("-", "").replace(" ", "") for step in cell.column)


def _judge(cell: Cell, row: list[Cell], rivals: list[Cell], context: Context) -> Compared | None:
    named = [other for other in rivals if _same_row(row, cell, other, context)] if len(rivals) > 1 else rivals
    relations = [(other, _scalar_relation(cell, other)) for other in named or rivals]
    if any(found == "same" for _, found in relations):
        return SUPPORTED
    if any(_scalar_relation(cell, other) == "same" for other in rivals) and not named:
        return SUPPORTED
    differing = [other for other, found in relations if found == "differs"]
    if not differing or (len(rivals) > 1 and not named):
        return None
    same_path = _key(differing[0]) == _key(cell)
    rule = "" if cell.value is not None else "slot_conflict"
    return Compared(conflict_with(_placed(cell), differing[0], 0.97 if same_path else 0.85, rule))


def _same_row(row: list[Cell], cell: Cell, other: Cell, context: Context) -> bool:
    """Whether another scalar of both rows, under the same key, is the same name."""
    theirs = context.rows[other.row]
    return any(
        one is not cell
        and two is not other
        and one.phrase
        and one.phrase == two.phrase
        and _key(one)[-1:] == _key(two)[-1:]
        for one in row[:50]
        for two in theirs[:50]
    )


def _scalar_relation(cell: Cell, other: Cell) -> Relation:
    one, two = cell.slot, other.slot
    if one.text.strip().lower() == two.text.strip().lower():
        return "same"
    if "word" in (one.type, two.type):
        both = {one.text.lower(), two.text.lower()}
        return "differs" if both == {"true", "false"} else "apart"
    if cell.value is not None and other.value is not None:
        if cell.value.kind == "number" == other.value.kind:
            return "differs" if abs(cell.value.low - other.value.low) > 0.005 * abs(other.value.low) else "same"
        return cell_relation(cell.value, other)
    if cell.value is None and other.value is None and cell.phrase and other.phrase and _key(cell) == _key(other):
        mine, theirs = set(cell.phrase), set(other.phrase)
        return "apart" if mine & theirs else "differs"
    return "apart"


def _placed(cell: Cell) -> Value:
    if cell.value is None:
        return Value("text", cell.slot.start, cell.slot.end)
    if cell.slot.type == "number":
        return cell.value._replace(start=cell.slot.start, end=cell.slot.end)
    return cell.value._replace(start=cell.slot.start + cell.value.start, end=cell.slot.start + cell.value.end)
