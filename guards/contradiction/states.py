"""Yes/no and enumerated states of structured context against what a sentence says.

What enters is a sentence of the answer and the cells; what leaves is agreement, a conflict, or nothing.
`{"acupuncture": "not covered"}` and `{"acupuncture": {"covered": false}}` are met by "Acupuncture is covered".
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from guards.contradiction.cells import Cell
from guards.contradiction.conflict import SUPPORTED, Compared
from guards.contradiction.context import Context
from guards.contradiction.denials import clause_around, denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL, State, states_of
from guards.contradiction.slots import conflict_with
from guards.contradiction.statements import Sentence
from guards.contradiction.text.sentences import clauses_of
from guards.contradiction.text.words import Word, fold, key_words, stem
from guards.contradiction.values.dates import DAY_WORDS, WEEKDAY_WORDS
from guards.contradiction.values.value import Value

_ROW_MAX = 50  # an object of more fields is a document, whose keys are no neighbours
_CELLS_MAX = 500
"""More states of one scale than this are a register, and a sentence that names none of them by key means none."""


class Flag(NamedTuple):
    """A boolean whose key is no state (`has_dental: true`), and how it is spoken of."""

    cell: Cell
    holds: bool
    words: frozenset[str]
    """Stems of its key, each of which is said; without what the keys beside it begin with too."""
    joined: frozenset[str]
    """Its last words written as one: "wifi" and "takeout" of `WiFi` and `RestaurantsTakeOut`."""
    particle: str
    """The particle that its key ends with: "taking" is no `take_out`."""
    above: str
    """Stem of the last word of the key above it, which says what it is a kind of."""
    row: tuple[str, ...]
    """What its row is called, where it is one of several."""


_MARKS = dict.fromkeys("✓✔✅", True) | dict.fromkeys("✗✘❌", False)
"""How a table says yes and no."""


def flags_of(context: Context) -> list[Flag]:
    """The booleans of a context as they are spoken of."""
    cells = [*context.flags, *(cell for cell in context.cells if cell.slot.text in _MARKS)]
    keys = [(cell, key) for cell in cells if (key := key_words(cell.slot.key))]
    begun = Counter((cell.passage, cell.slot.path[:-1], key[0]) for cell, key in keys if len(key) > 1)
    found = []
    for cell, key in keys:
        shared = begun[(cell.passage, cell.slot.path[:-1], key[0])] > 1
        parts = [part.lower() for part in _KEY_PART.findall(cell.slot.key)]
        joined = frozenset("".join(parts[n:]) for n in range(1 if shared else 0, len(parts) - 1))
        above = (key_words(cell.column[-2]) if len(cell.column) > 1 else ())[-1:]
        words = cell.leaf - {key[0]} if shared else cell.leaf
        particle = key[-1] if key[-1] in _PARTICLES else ""
        holds = _MARKS.get(cell.slot.text, cell.holds is True)
        found.append(Flag(cell, holds, words, joined, particle, "".join(above), _row_of(cell, context)))
    return found


def _row_of(cell: Cell, context: Context) -> tuple[str, ...]:
    """The names of a cell's row: its strings, and its numbers behind their key ("room 102")."""
    row = context.rows[cell.row] if cell.row[1] else []
    named = [one for one in row if one.holds is None and one.slot.text not in _MARKS] if len(row) <= _ROW_MAX else []
    texts = [fold(one.slot.text) for one in named]
    keyed = [fold(one.slot.key) + " " + text for one, text in zip(named, texts, strict=True)]
    return tuple(two if text.isdecimal() else text for text, two in zip(texts, keyed, strict=True))


_KEY_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PARTICLES = frozenset(("in", "out", "off", "up"))


def compare(folded: str, sentence: Sentence, context: Context, flags: Sequence[Flag]) -> list[Compared]:
    """The verdicts of the cells' states on one sentence, as a whole, else clause by clause."""
    if not context.states and not flags:
        return []
    denied = _by_parent(folded, sentence, flags)
    whole = _compare(folded, sentence, context, sentence, flags)
    clauses = clauses_of(folded, sentence.start, sentence.end) if not whole else []
    return denied + (
        whole
        or [
            verdict
            for start, end in (clauses if len(clauses) > 1 else ())
            for verdict in _compare(folded, sentence.clause(start, end), context, sentence, flags)
        ]
    )


def _compare(folded: str, part: Sentence, context: Context, whole: Sentence, flags: Sequence[Flag]) -> list[Compared]:
    said = list(states_of(folded, part.start, part.end, whole.start))
    return _by_state(part, said, context) or _by_flag(folded, part, said, context, whole, flags)


_KINDS = frozenset(
    map(stem, ("service", "option", "facility", "space", "area", "access", "available", "place", "part", "tier"))
)
"""What any thing is called besides: "parking services"."""


def _by_parent(folded: str, sentence: Sentence, flags: Sequence[Flag]) -> list[Compared]:
    """A thing denied as a whole, where a kind of it is there: "no parking" of `{"parking": {"street": true}}`."""
    spoken = {word.stem: place for place, word in enumerate(sentence.words)}
    for flag in flags:
        if flag.above in spoken and flag.holds and not flag.words & sentence.content:
            word = sentence.words[spoken[flag.above]]
            if _is_whole(sentence.words, spoken[flag.above], flag) and _is_denied(folded, sentence, word):
                return [Compared(conflict_with(Value("text", word.start, word.end), flag.cell, 0.85, "slot_conflict"))]
    return []


def _is_whole(words: Sequence[Word], place: int, flag: Flag) -> bool:
    """Whether nothing beside a word says which kind is meant: "no valet parking", "no parking in a lot"."""
    own = _KINDS | LIGHT | flag.cell.path
    beside = [one for one in (place - 1, place + 1) if 0 <= one < len(words)]
    return all(
        abs(words[one].start - words[place].start) > _BESIDE
        or (words[one].stem in own if words[one].is_content else words[one].stem not in _NARROWS)
        for one in beside
    )


_NARROWS = frozenset(("in", "on", "at", "for", "of", "off", "near"))
_BESIDE = 14
_THERE = re.compile(r"\s(?:available|offered|provided|allowed|possible|included)\b")


def _is_denied(folded: str, sentence: Sentence, word: Word) -> bool:
    denial = denial_of(folded, sentence.start, sentence.end, word.start)
    there = denial is not None and (denial[0] < word.start or _THERE.match(folded, denial[1]) is not None)
    return there and _UNSPOKEN.search(folded, sentence.start, sentence.end) is None


_ATTRIBUTE_WORDS = (
    *("ambience", "ambiance", "atmosphere", "style", "mood", "character", "attribute", "property", "feature", "flag"),
    *("setting", "option", "detail", "data", "info", "quality", "tag", "status", "state", "benefit", "permission"),
)
_ATTRIBUTES = frozenset(map(stem, _ATTRIBUTE_WORDS))
"""Keys above whose own keys are adjectives, or things of any kind: "casual" stands before any noun."""


def _is_of_another(sentence: Sentence, word: Word, flag: Flag) -> bool:
    """Whether a bare word of a kind is said of another thing: "a street vendor", "a lot of flavour"."""
    if not flag.above or flag.above in _ATTRIBUTES or any(one.stem == flag.above for one in sentence.words):
        return False
    after = next((one for one in sentence.words if one.start >= word.end), None)
    if after is None or after.start > word.end + 1:
        return False
    return after.stem == "of" or (after.is_content and after.stem not in _KINDS | LIGHT | flag.cell.path)


# What a sentence says of what is said, or needed: "no mention of parking", "does not require reservations".
_UNSPOKEN = re.compile(
    r"\b(?:mention\w*|specif\w+|information|details?|indicat\w+|stated|listed|clear|known|requir\w+)\b"
)


def _by_state(sentence: Sentence, said: list[State], context: Context) -> list[Compared]:
    """A string cell that is a state, or a boolean whose key is one."""
    met: list[tuple[State, Cell, bool]] = []
    for one in said:
        cells = context.states.get(one.scale, [])
        for cell, state in cells if len(cells) <= _CELLS_MAX else []:
            if _is_about(sentence, one, cell, context):
                met.append((one, cell, one.sign == state.sign))
    return _decide(met)


def _by_flag(
    folded: str, sentence: Sentence, said: list[State], context: Context, whole: Sentence, flags: Sequence[Flag]
) -> list[Compared]:
    """All words of a flag must be said, and denial decides. Each key has a verdict of its own."""
    met: dict[frozenset[str], list[tuple[State, Flag]]] = defaultdict(list)
    holding = [one for one in said if one.word in _HOLDS]
    if len(holding) < len(said) or len(said) > 1 or len(flags) > _CELLS_MAX:
        return []
    spoken = {word.stem for word in sentence.words}
    own = {stem(one.word) for one in said} | {stem(word) for flag in flags for word in flag.joined}
    for flag in flags:
        cell = flag.cell
        words = [word for word in sentence.words if folded[word.start : word.end] in flag.joined]
        if not words and flag.words and all(_is_said(word, spoken) for word in flag.words):
            words = [word for word in sentence.words if any(_is_of(word.stem, key) for key in flag.words)]
            words = words if not flag.particle or flag.particle in spoken else []
        if not words or _is_of_another(whole, words[-1], flag):
            continue
        derived = {word.stem for word in words}
        if len(sentence.content - _around(cell, context) - own - LIGHT - _KINDS - derived) <= 1:
            met[flag.words].append((_held(folded, whole, words, said), flag))
    return [
        verdict
        for group in met.values()
        for verdict in _decide(
            [(state, flag.cell, (state.sign > 0) is flag.holds) for state, flag in _of_named_rows(group, whole.text)]
        )
    ]


def _of_named_rows(group: list[tuple[State, Flag]], text: str) -> list[tuple[State, Flag]]:
    """Those whose row the sentence names, where it names any."""
    named = [one for one in group if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in one[1].row)]
    return named or group


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
