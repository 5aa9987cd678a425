"""What the tables of a context say of a sentence about their rows: agreement, a conflict, or nothing.

What enters is a sentence and grids; what leaves is a verdict. It is a conflict only where every word is read, and
no way to mean it is true.
"""

from __future__ import annotations

from collections.abc import Sequence

from guards.contradiction.check.grid import Grid, Reading, Token, tokens_in
from guards.contradiction.check.ranks import ranks, row
from guards.contradiction.conflict import SUPPORTED, Compared, conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.values.value import Value

_SENTENCE_MAX = 400
_CONFIDENCE = {"most": 0.75, "than": 0.9, "row": 0.75, "almost row": 0.7}
"""By form: how often sentences of TabFact that were contradicted so are wrong."""


def compare(folded: str, sentence: Sentence, grids: Sequence[Grid]) -> Compared | None:
    """What the tables say of a sentence about their rows; nothing of a doubtful one."""
    if not grids or sentence.end - sentence.start > _SENTENCE_MAX:
        return None
    # Without digits its words are its tokens.
    if not sentence.valued and all(len(sentence.stemmed & grid.words) < 2 for grid in grids):
        return None
    tokens = tokens_in(folded, sentence.start, sentence.end)
    words = {token.text for token in tokens}
    found = [judged for grid in grids if len(words & grid.words) > 1 and (judged := _judged(tokens, sentence, grid))]
    return found[0] if len(found) == 1 else None


def _judged(tokens: Sequence[Token], sentence: Sentence, grid: Grid) -> Compared | None:
    reading = Reading(tokens, grid)
    ways = ranks(reading) or row(reading)
    if not ways or any(way.true is None for way in ways):
        return None
    if any(way.true for way in ways):
        return None if ways[0].form == "almost row" else SUPPORTED
    way = ways[0]
    cell = grid.rows[way.row].get(way.column) or next(iter(grid.rows[way.row].values()))
    start, end = tokens[way.said[0]].start, tokens[way.said[1]].end
    value, rule = Value("text", start, end), "" if way.form.endswith("row") else "comparison_conflict"
    for statement in sentence.statements if way.form.endswith("row") else ():
        if statement.value.start < end and start < statement.value.end:
            value = statement.value
    return Compared(conflict_with(value, cell, _CONFIDENCE[way.form], rule), cell)
