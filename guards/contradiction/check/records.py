"""A JSON answer against JSON context: the same key, another scalar.

What enters are the scalars of the answer and the context; what leaves are agreements and conflicts. Keys align by their
whole path, else by the last key where the context has it once; rows align by the names in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from guards.contradiction.bind.relate import cell_relation
from guards.contradiction.cells import Cell, cell_of
from guards.contradiction.conflict import SUPPORTED, Compared, conflict_with
from guards.contradiction.context import Context
from guards.contradiction.facts.jsontext import Slot
from guards.contradiction.values.value import Relation, Value

_RIVALS_MAX = 50
"""More cells under one key are a series, of which none is meant."""
_WHOLE, _LAST = 0.97, 0.85
"""How sure a conflict is by the whole path, and by the last key alone."""


def compare(slots: Sequence[Slot], context: Context) -> Iterator[Compared | None]:
    """One verdict per scalar of the answer."""
    mine = [cell_of(slot, -1) for slot in slots]
    by_path: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    by_last: dict[tuple[str, ...], list[Cell]] = defaultdict(list)
    for cell in context.cells:
        key = _key(cell)
        by_path[key].append(cell)
        by_last[key[-1:]].append(cell)
    rows: dict[object, list[Cell]] = defaultdict(list)
    for cell in mine:
        rows[cell.row].append(cell)
    for cell in mine:
        key = _key(cell)
        rivals = by_path.get(key) or by_last.get(key[-1:], [])
        comparable = not cell.is_empty and 0 < len(rivals) <= _RIVALS_MAX
        yield _judge(cell, rows[cell.row], rivals, context) if comparable else None


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(step.lower().replace("_", "").replace("-", "").replace(" ", "") for step in cell.column)


def _judge(cell: Cell, row: list[Cell], rivals: list[Cell], context: Context) -> Compared | None:
    named = [one for one in rivals if _same_row(row, cell, one, context)] if len(rivals) > 1 else rivals
    relations = [(one, _relation(cell, one)) for one in rivals]
    meant = [(one, found) for one, found in relations if not named or one in named]
    if any(found == "same" for _, found in meant):
        return SUPPORTED
    differing = next((one for one, found in meant if found == "differs"), None)
    if differing is None or not named:
        return None
    confidence = _WHOLE if _key(differing) == _key(cell) else _LAST
    rule = "" if cell.value is not None else "slot_conflict"
    return Compared(conflict_with(_placed(cell), differing, confidence, rule))


def _same_row(row: list[Cell], cell: Cell, other: Cell, context: Context) -> bool:
    """Whether another scalar of both rows, under the same key, is the same name."""
    names = {(_key(one)[-1:], one.phrase) for one in row[:_RIVALS_MAX] if one is not cell and one.phrase}
    theirs = context.rows[other.row][:_RIVALS_MAX]
    return any((_key(one)[-1:], one.phrase) in names for one in theirs if one is not other)


def _relation(cell: Cell, other: Cell) -> Relation:
    one, two = cell.slot, other.slot
    if one.text.strip().lower() == two.text.strip().lower():
        return "same"
    if "word" in (one.type, two.type):
        return "differs" if {one.text.lower(), two.text.lower()} == {"true", "false"} else "apart"
    if cell.value is not None and other.value is not None:
        return cell_relation(cell.value, other)
    if cell.value is None and other.value is None and cell.phrase and other.phrase and _key(cell) == _key(other):
        return "apart" if set(cell.phrase) & set(other.phrase) else "differs"
    return "apart"


def _placed(cell: Cell) -> Value:
    slot, value = cell.slot, cell.value
    if value is None:
        return Value("text", slot.start, slot.end)
    if slot.type == "number":
        return value._replace(start=slot.start, end=slot.end)
    return value._replace(start=slot.start + value.start, end=slot.start + value.end)
