"""A claim against rows: what an answer says of a named thing must stand in one of its rows.

What enters is a sentence of the answer and the rows of the context (array elements, table lines, lone objects);
what leaves are the values of which no row of the named thing says so. "Yoga is on Friday with Tom" names the rows
whose event is yoga; Friday and Tom must be theirs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from guards.contradiction.cells import Cell
from guards.contradiction.claims import is_denied
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.slots import cell_relation, conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.subjects import Mention, Phrase, Rows, mentions_of
from guards.contradiction.values.value import Value

_UNSEEN = re.compile(
    r"\b(?:(?:do|does|did|could)(?:n't| ?n t| not) (?:see|find|have|get)|(?:the )?other (?:one|option))\b"
)


def compare(
    folded: str, sentence: Sentence, values: Sequence[Value], table: Rows, subject: Sequence[Phrase]
) -> Iterator[tuple[Value, Compared]]:
    """Every value and name of a sentence that the rows of its subject can judge."""
    rows = table.named(subject)
    if not rows or _UNSEEN.search(folded, sentence.start, sentence.end):
        return
    said = _said(folded, sentence, values, table)
    for value in said:
        met = [
            (row, cell, found)
            for row in rows
            for cell in row
            if (found := _relation(value, cell, table)) is not None
            # A bare number of a row is only what its key says it is.
            and (
                found or value.kind != "number" or not cell.leaf.isdisjoint(sentence.content) or _is_amount(value, cell)
            )
        ]
        if any(found for _, _, found in met):
            yield value, SUPPORTED
        elif met:
            cell = max(met, key=lambda one: _agreeing(one[0], said, table))[1]
            yield value, Compared(conflict_with(value, cell, 0.95 if len(rows) == 1 else 0.9), cell)


def is_of_another(folded: str, sentence: Sentence, values: Sequence[Value], table: Rows) -> bool:
    """Whether one row says all that the sentence says: then it is about that row, whatever was spoken of before."""
    said = _said(folded, sentence, values, table)
    return len(said) > 1 and any(_agreeing(row, said, table) == len(said) for row in table.rows)


def _said(folded: str, sentence: Sentence, values: Sequence[Value], table: Rows) -> list[Value]:
    """The values and names of a sentence that a row can judge."""
    mentions = [
        one
        for one in mentions_of(folded, sentence.start, sentence.end, table)
        if not is_denied(folded, sentence, one.start)
    ]
    free = [
        one
        for one in values
        # A number inside a name is part of it, and a count of the rows' own kind counts rows.
        if not any(m.start < one.end and one.start < m.end for m in mentions) and not one.nouns & table.aliases.keys()
    ]
    texts = [_as_value(one) for one in mentions if one.column != table.subject]
    return [*free, *_of_one_column(texts)]


def _as_value(mention: Mention) -> Value:
    return Value(
        "text", mention.start, mention.end, text=" ".join(sorted(mention.phrase)), unit="/".join(mention.column)
    )


def _of_one_column(texts: list[Value]) -> list[Value]:
    """A name that stands in two columns is no proof against either."""
    places: dict[int, list[Value]] = defaultdict(list)
    for text in texts:
        places[text.start].append(text)
    return [found[0] for found in places.values() if len(found) == 1]


def _relation(value: Value, cell: Cell, table: Rows) -> bool | None:
    """True: the cell says so; False: it says otherwise; None: it is about something else."""
    if value.kind == "text":
        if "/".join(cell.column) != value.unit or not cell.phrase:
            return None
        return " ".join(sorted(cell.phrase)) == value.text
    if _is_amount(value, cell) and cell.value is not None:
        return abs(cell.value.low) == value.low  # of a payment, an account has the negative
    found = cell_relation(value, cell)
    if found == "apart":
        return (
            False
            if value.kind == "date"
            and cell.value is not None
            and cell.value.kind == "date"
            and _is_cell(value, cell, table)
            else None
        )
    return found == "same"


def _is_amount(value: Value, cell: Cell) -> bool:
    """Whether both are sums to the cent, the one in a column that is called "amount"."""
    known = cell.value
    return (
        known is not None
        and known.kind == value.kind == "number"
        and not cell.leaf
        and value.step < 1
        and known.step < 1
    )


def _is_cell(value: Value, cell: Cell, table: Rows) -> bool:
    """Whether another row's cell of the column is written as the value: Sunday against the 10th."""
    return (cell.column, value.dates) in table.dates


def _agreeing(row: list[Cell], said: Sequence[Value], table: Rows) -> int:
    return sum(1 for value in said if any(_relation(value, cell, table) for cell in row))
