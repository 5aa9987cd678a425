"""Yes/no and enumerated states of structured context against what a sentence says.

What enters is a sentence of the answer and the cells; what leaves is agreement, a conflict, or nothing.
`{"acupuncture": "not covered"}` and `{"acupuncture": {"covered": false}}` are met by "Acupuncture is covered".
"""

from __future__ import annotations

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.opposites import GENERAL, State, denials_of, states_of
from guards.contradiction.statements import Sentence
from guards.contradiction.words import stem

_CELLS_MAX = 500
"""More states of one scale than this are a register, and a sentence that names none of them by key means none."""


def compare(folded: str, sentence: Sentence, context: Context) -> Compared | None:
    """The verdict of the cells' states on one sentence."""
    said = list(states_of(folded, sentence.start, sentence.end))
    return _by_state(sentence, said, context) or _by_flag(folded, sentence, said, context)


def _by_state(sentence: Sentence, said: list[State], context: Context) -> Compared | None:
    """A string cell that is a state, or a boolean whose key is one."""
    met: list[tuple[State, Cell, bool]] = []
    for one in said:
        cells = context.states.get(one.scale, [])
        for cell, state in cells if len(cells) <= _CELLS_MAX else []:
            if _is_about(sentence, one, cell, context):
                met.append((one, cell, one.sign == state.sign))
    return _decide(met)


def _by_flag(folded: str, sentence: Sentence, said: list[State], context: Context) -> Compared | None:
    """A boolean whose key is no state (`has_dental: true`): all its words must be said, and denial decides."""
    met: list[tuple[State, Cell, bool]] = []
    denials = denials_of(folded, sentence.start, sentence.end)
    if len(denials) > 1 or said or len(context.flags) > _CELLS_MAX:
        return None
    for cell in context.flags:
        words = [word for word in sentence.words if word.stem in cell.leaf]
        if cell.leaf and cell.leaf <= sentence.content and len(sentence.content - cell.path) <= 1:
            start, end = (denials[0][0], words[-1].end) if denials else (words[0].start, words[-1].end)
            positive = not denials
            met.append(
                (State(-1, 1, min(start, end), max(start, end), ""), cell, positive == (cell.slot.text == "true"))
            )
    return _decide(met)


def _is_about(sentence: Sentence, state: State, cell: Cell, context: Context) -> bool:
    """Whether the sentence speaks of the cell: of its key or parents by name, of nothing else."""
    own = frozenset((stem(state.word), "network"))
    names = cell.leaf | cell.path | context.names_of(cell)
    subject = sentence.content - own - GENERAL
    if not subject:
        return len(context.states[state.scale]) == 1
    specific = (cell.path - GENERAL - own) & subject
    return (
        bool(subject & names)
        and len(subject - names) <= len(subject) // 3
        and (bool(specific) or bool(context.names_of(cell) & subject) or cell.path <= GENERAL)
    )


def _decide(met: list[tuple[State, Cell, bool]]) -> Compared | None:
    if not met:
        return None
    if any(agrees for _, _, agrees in met):
        return SUPPORTED
    state, cell, _ = met[0]
    return Compared(
        Conflict(
            "slot_conflict",
            state.start,
            state.end,
            cell.passage,
            cell.slot.start,
            cell.slot.end,
            structured=True,
            confidence=0.95 if len(met) == 1 else 0.85,
        )
    )
