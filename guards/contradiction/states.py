"""Yes/no and enumerated states of structured context against what a sentence says.

What enters is a sentence of the answer and the cells; what leaves is agreement, a conflict, or nothing.
`{"acupuncture": "not covered"}` and `{"acupuncture": {"covered": false}}` are met by "Acupuncture is covered".
"""

from __future__ import annotations

from collections import defaultdict

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL, State, states_of
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.sentences import clauses_of
from guards.contradiction.text.words import Word, stem
from guards.contradiction.values.dates import DAY_WORDS, WEEKDAY_WORDS
from guards.contradiction.values.value import Value

_ROW_MAX = 50  # an object of more fields is a document, whose keys are no neighbours
_CELLS_MAX = 500
"""More states of one scale than this are a register, and a sentence that names none of them by key means none."""


def compare(folded: str, sentence: Sentence, context: Context) -> list[Compared]:
    """The verdicts of the cells' states on one sentence, as a whole, else clause by clause."""
    if not context.states and not context.flags:
        return []
    whole = _compare(folded, sentence, context, sentence)
    clauses = clauses_of(folded, sentence.start, sentence.end) if not whole else []
    return whole or [
        verdict
        for start, end in (clauses if len(clauses) > 1 else ())
        for verdict in _compare(folded, sentence.clause(start, end), context, sentence)
    ]


def _compare(folded: str, part: Sentence, context: Context, whole: Sentence) -> list[Compared]:
    said = list(states_of(folded, part.start, part.end, whole.start))
    return _by_state(part, said, context) or _by_flag(folded, part, said, context, whole)


def _by_state(sentence: Sentence, said: list[State], context: Context) -> list[Compared]:
    """A string cell that is a state, or a boolean whose key is one."""
    met: list[tuple[State, Cell, bool]] = []
    for one in said:
        cells = context.states.get(one.scale, [])
        for cell, state in cells if len(cells) <= _CELLS_MAX else []:
            if _is_about(sentence, one, cell, context):
                met.append((one, cell, one.sign == state.sign))
    return _decide(met)


def _by_flag(folded: str, sentence: Sentence, said: list[State], context: Context, whole: Sentence) -> list[Compared]:
    """A boolean whose key is no state (`has_dental: true`): all its words must be said, and denial decides. Each key
    has a verdict of its own."""
    met: dict[frozenset[str], list[tuple[State, Cell]]] = defaultdict(list)
    holding = [one for one in said if one.word in _HOLDS]
    if len(holding) < len(said) or len(said) > 1 or len(context.flags) > _CELLS_MAX:
        return []
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
            met[cell.leaf].append((_held(folded, whole, words, said), cell))
    return [
        verdict
        for group in met.values()
        for verdict in _decide([(state, cell, (state.sign > 0) is cell.holds) for state, cell in group])
    ]


def _held(folded: str, sentence: Sentence, words: list[Word], said: list[State]) -> State:
    """Whether the thing that the words name is there, by the state of its clause, else by what denies it."""
    last = words[-1]
    begin, end = clause_around(folded, sentence.start, sentence.end, last.start)
    for state in said:
        if begin <= state.start < end:
            return state
    start = last.start
    for word in reversed(words[:-1]):
        start = word.start if start - word.end <= 1 else start
    denial = denial_of(folded, sentence.start, sentence.end, last.start)
    if denial is None:
        return State(-1, 1, start, last.end, "")
    return State(-1, -1, denial[0] if 0 <= start - denial[1] <= 1 else start, last.end, "")


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
    if not cell.path.isdisjoint(WEEKDAY_WORDS | DAY_WORDS):
        return False  # opening hours, which are read as such
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


def _decide(met: list[tuple[State, Cell, bool]]) -> list[Compared]:
    if not met:
        return []
    if any(agrees for _, _, agrees in met):
        return [SUPPORTED]
    state, cell, _ = met[0]
    confidence = 0.95 if len(met) == 1 else 0.85
    return [Compared(conflict_with(Value("text", state.start, state.end), cell, confidence, "slot_conflict"))]
