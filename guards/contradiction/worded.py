"""A word of the answer against a field whose word excludes it: "Backups run daily" of `backup_schedule: weekly`.

What enters is a sentence of the answer and the cells; what leaves is a conflict, agreement or nothing. The key must be
said but for what such keys are called in general, and be of one thing only.
"""

from __future__ import annotations

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.copies.lexicon import EXCLUSIVES, exclude
from guards.contradiction.denials import denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import stem
from guards.contradiction.values.value import Value

_CALLED_WORDS = (
    *("schedule", "cycle", "type", "mode", "frequency", "status", "level", "kind", "interval", "option", "setting"),
)
_CALLED = frozenset(map(stem, _CALLED_WORDS))
_PHRASE_MAX = 2
_STRANGERS_MAX = 1


def compare(folded: str, sentence: Sentence, context: Context) -> Compared | None:
    """The verdict of the worded fields on one sentence."""
    if not context.worded or sentence.question:
        return None
    spoken = sentence.vocabulary
    for word in sentence.words:
        for other in EXCLUSIVES.get(word.stem, ()):
            for cell in context.worded.get(other, ()):
                if not _is_about(spoken, word.stem, cell, context):
                    continue
                if denial_of(folded, sentence.start, sentence.end, word.start) or len(context.cells_of(cell.leaf)) > 1:
                    return None
                if not any(exclude(word.stem, part) for part in cell.phrase) or word.stem in cell.phrase:
                    return SUPPORTED
                return Compared(conflict_with(Value("text", word.start, word.end), cell, 0.85, "slot_conflict"))
    return None


def _is_about(spoken: frozenset[str], word: str, cell: Cell, context: Context) -> bool:
    key = cell.leaf - _CALLED
    strangers = spoken - {word} - cell.path - context.names_of(cell) - GENERAL - LIGHT
    return bool(key) and key <= spoken and len(strangers) <= _STRANGERS_MAX and len(cell.phrase) <= _PHRASE_MAX
