"""Names and words against the field that holds them: "the principal is Helen Clark", "on the Gold plan".

What enters is a sentence as it was written, capitals and all, and the cells; what leaves is agreement, a conflict, or
nothing. The key must be said right beside the name, and of one thing only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.contradiction.cells import Cell
from guards.contradiction.claims import is_denied
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import Word, tokens_of
from guards.contradiction.values.value import Value

_NAME = r"(?P<name>[A-Z][\w&'-]*(?: (?:(?:of|de|van|von|the) )?[A-Z][\w&'-]*){0,4})"
_IS = re.compile(rf"\b(?:is|was|are|were)(?: called| named| by)?:? (?:the |an? )?{_NAME}(?=\s*(?:[.,;!)]|$))")
_BEFORE = re.compile(rf"\bthe {_NAME} (?P<key>[a-z]+)\b")
_CELLS_MAX = 3
_KEY_WORDS_MAX = 3


def compare(folded: str, raw: str, sentence: Sentence, context: Context) -> Compared | None:
    """The verdict of the fields on the first name that a sentence gives for one of them."""
    if not context.cells:
        return None
    for name, key, rest in _said(folded, raw, sentence):
        cells = [cell for cell in context.cells_of(key) if cell.phrase and cell.value is None]
        told = tuple(word.stem for word in name)
        if not cells or len(cells) > _CELLS_MAX or not _is_about(rest, cells, context):
            continue
        if any(_agrees(told, cell.phrase) for cell in cells):
            return SUPPORTED
        if len(cells) == 1 and cells[0].slot.text[:1].isupper():
            value = Value("text", name[0].start, name[-1].end)
            return Compared(conflict_with(value, cells[0], 0.9, "slot_conflict"))
    return None


def _said(folded: str, raw: str, sentence: Sentence) -> Iterator[tuple[list[Word], frozenset[str], frozenset[str]]]:
    """Each name with the words of the key beside it, and what else stands before it."""
    if len(raw) != len(folded):
        return
    if (match := _IS.search(raw, sentence.start, sentence.end)) is not None:
        words = [word for word in tokens_of(folded, sentence.start, match.start()) if word.is_content]
        if words and not is_denied(folded, sentence, match.start("name")):
            for size in range(min(_KEY_WORDS_MAX, len(words)), 0, -1):
                key = frozenset(word.stem for word in words[-size:])
                yield tokens_of(folded, *match.span("name")), key, frozenset(word.stem for word in words) - key
    match = _BEFORE.search(raw, sentence.start, sentence.end)
    if match is not None and not is_denied(folded, sentence, match.start("name")):
        rest = frozenset(word.stem for word in tokens_of(folded, sentence.start, match.start()) if word.is_content)
        key = frozenset(word.stem for word in tokens_of(folded, *match.span("key")))
        yield tokens_of(folded, *match.span("name")), key, rest


def _agrees(told: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """The whole name, or a part of it in the same words; a first name shared by two people is no agreement."""
    return set(told) <= set(phrase) or set(phrase) <= set(told)


def _is_about(rest: frozenset[str], cells: list[Cell], context: Context) -> bool:
    """Whether what else is said names nothing but the cell's own record."""
    known = frozenset(word for cell in cells for word in cell.path | context.names_of(cell))
    return rest - GENERAL - LIGHT <= known
