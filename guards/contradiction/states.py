"""Yes/no and enumerated states of structured context against what a sentence says.

What enters is a sentence of the answer and the cells; what leaves is agreement, a conflict, or nothing.
`{"acupuncture": "not covered"}` and `{"acupuncture": {"covered": false}}` are met by "Acupuncture is covered".
"""

from __future__ import annotations

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.context import Context
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL, State, denials_of, states_of
from guards.contradiction.statements import Sentence
from guards.contradiction.text.sentences import clauses_of
from guards.contradiction.text.words import stem
from guards.contradiction.values.dates import WEEKDAY_WORDS

_ROW_MAX = 50  # an object of more fields is a document, whose keys are no neighbours
_CELLS_MAX = 500
"""More states of one scale than this are a register, and a sentence that names none of them by key means none."""


def compare(folded: str, sentence: Sentence, context: Context) -> Compared | None:
    """The verdict of the cells' states on one sentence, as a whole, else clause by clause."""
    if not context.states and not context.flags:
        return None
    verdict = _compare(folded, sentence, context)
    clauses = clauses_of(folded, sentence.start, sentence.end) if verdict is None else []
    for start, end in clauses if len(clauses) > 1 else []:
        found = _compare(folded, sentence.clause(start, end), context)
        verdict = found if found is not None and (verdict is None or verdict is SUPPORTED) else verdict
    return verdict


def _compare(folded: str, sentence: Sentence, context: Context) -> Compared | None:
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
    holding = [one for one in said if one.word in _HOLDS]
    if len(denials) > 1 or len(holding) < len(said) or len(said) > 1 or len(context.flags) > _CELLS_MAX:
        return None
    spoken = {word.stem for word in sentence.words}
    own = {stem(one.word) for one in said}
    for cell in context.flags:
        words = [word for word in sentence.words if any(_is_of(word.stem, key) for key in cell.leaf)]
        derived = {word.stem for word in words}
        if (
            cell.leaf
            and all(_is_said(word, spoken) for word in cell.leaf)
            and len(sentence.content - _around(cell, context) - own - LIGHT - derived) <= 1
        ):
            places = [(word.start, word.end) for word in words]
            places = [(one.start, one.end) for one in said] or [*denials, *places]
            positive = said[0].sign > 0 if said else not denials
            start, end = min(place[0] for place in places), max(place[1] for place in places)
            met.append((State(-1, 1, start, end, ""), cell, positive is cell.holds))
    return _decide(met)


_NOUN_ENDINGS = frozenset(("al", "er", "or", "ion", "ation", "ment", "able", "ance"))
_ROOT_MIN = 4


def _is_of(word: str, key: str) -> bool:
    """Whether a word is the key's, or a noun made of it: "renewal" of `auto_renew`."""
    return word == key or (len(key) >= _ROOT_MIN and word.startswith(key) and word[len(key) :] in _NOUN_ENDINGS)


def _is_said(key: str, spoken: set[str]) -> bool:
    return key in spoken or any(_is_of(word, key) for word in spoken)


_HOLDS = frozenset(
    ["enabled", "disabled", "available", "unavailable", "included", "excluded", "active", "inactive", "on", "off"]
)
"""States that say of a thing only that it is there, or is not."""


def _around(cell: Cell, context: Context) -> frozenset[str]:
    """The words of the keys and names of a cell's row."""
    row = context.rows[cell.row]
    keys = frozenset(word for other in row for word in other.path) if len(row) <= _ROW_MAX else frozenset()
    return cell.path | keys | context.names_of(cell)


def _is_about(sentence: Sentence, state: State, cell: Cell, context: Context) -> bool:
    """Whether the sentence speaks of the cell: of its key or parents by name, of nothing else."""
    own = frozenset((stem(state.word), "network"))
    if not cell.path & WEEKDAY_WORDS <= sentence.vocabulary:
        return False  # the hours of another day
    names = cell.leaf | _around(cell, context)
    subject = sentence.content - own - GENERAL - LIGHT
    codes = {one.value.text for one in sentence.statements if one.value.kind == "code"}
    row = {one.value.text for one in context.rows[cell.row] if one.value is not None and one.value.kind == "code"}
    if codes and row:
        return not codes.isdisjoint(row) and subject <= names
    if not subject:
        return len(context.states[state.scale]) == 1
    named = bool(context.names_of(cell) & subject)
    specific = (cell.path - GENERAL - own) & subject
    return (
        bool(subject & names)
        and (
            len(subject - names) <= len(subject) // 3
            # Of a row that is named, one word more: but none that is another thing's.
            or (named and len(subject - names) == 1 and (subject - names).isdisjoint(context.words))
        )
        and (bool(specific) or named or cell.path - _names(cell) <= GENERAL)
    )


def _names(cell: Cell) -> frozenset[str]:
    """Words of the keys above a cell: what its record is called."""
    return cell.path - cell.leaf


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
