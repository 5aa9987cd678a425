"""Facts as the columns that arithmetic goes over. What enters are cells and statements; what leaves are columns."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from guards.contradiction.cells import Cell
from guards.contradiction.check.arithmetic import NO_NUMBERS, Operand
from guards.contradiction.check.solver import Column
from guards.contradiction.statements import Statement
from guards.contradiction.text.words import STOP, fold, key_words, tokens_of
from guards.contradiction.values.reading import values_of
from guards.contradiction.values.value import Value

_TEXT_MAX = 200
"""Code points of a string that are read: a longer one is prose."""
_STATEMENTS_MAX = 200


def of_cells(cells: Sequence[Cell]) -> list[Column]:
    """A column for each path of a passage. Values within a string stand beside its words."""
    paths: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        paths[cell.passage, cell.column].append(number)
    return [_of_path(path, [(number, cells[number]) for number in numbers]) for (_, path), numbers in paths.items()]


def _of_path(path: tuple[str, ...], cells: Sequence[tuple[int, Cell]]) -> Column:
    found: list[tuple[object, Operand | None, frozenset[str]]] = []
    nothing: frozenset[str] = frozenset()
    for number, cell in cells:
        if cell.value is not None and cell.value.kind not in NO_NUMBERS:
            found.append((cell.row, Operand(cell.value, number), nothing))
            continue
        text = fold(cell.slot.text[:_TEXT_MAX])
        words = frozenset(word.stem for word in tokens_of(text) if word.stem not in STOP)
        found.append((cell.row, None, words))
        if cell.slot.type == "string" and not text.isalpha():
            found += [(cell.row, Operand(value, number), nothing) for value in values_of(text)]
    attribute = frozenset(word for word in key_words(path[-1]) if word not in STOP) if path else nothing
    rows, operands, texts = zip(*found, strict=True)
    return Column(attribute or cells[0][1].leaf, "/".join(path), rows, operands, texts)


def of_statements(statements: Iterable[tuple[object, Statement]]) -> list[Column]:
    """A column for each kind of value; a row is a sentence, by its key. "From 200 to 250" is two values."""
    kinds: dict[str, list[tuple[object, Operand, frozenset[str], frozenset[str]]]] = defaultdict(list)
    for number, (row, one) in enumerate(statements):
        for value in _ends(one.value):
            kind = "number" if value.kind == "count" else value.kind
            kinds[kind].append((row, Operand(value, number), one.near | value.nouns, one.sentence))
    columns = []
    for kind, found in kinds.items():
        rows, operands, texts, sentences = zip(*found[:_STATEMENTS_MAX], strict=True)
        columns.append(Column(frozenset().union(*sentences), kind, rows, operands, texts, listed=False))
    return columns


def _ends(value: Value) -> tuple[Value, ...]:
    if value.is_point or math.isinf(value.high - value.low):
        return (value,)
    return value._replace(high=value.low), value._replace(low=value.high)
